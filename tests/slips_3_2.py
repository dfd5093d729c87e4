"""Slips in practice 3-2: Flatten, Dense, activations, training.

How a row is read stands in `tests/slips.py`.
"""

from tests.slips import slips

# fmt: off

SLIPS = []

MLP = '''\
def build_mlp_model(img_shape, num_classes=10):
    model = Sequential()
    model.add(Input(shape=img_shape))
    model.add(Flatten())
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(1024, activation="relu"))
    model.add(Dense(256, activation="relu"))
    model.add(Dense(64, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model
'''
_FLATTEN = "    model.add(Flatten())\n"
_FIRST = '    model.add(Dense(4096, activation="relu"))\n'
_LAST = "    model.add(Dense(64"

SLIPS += slips(
    "check_mlp", 1, MLP,
    ("img_shape[1:], as in 3-1", ("=img_shape", "=img_shape[1:]"),
     "img_shape에는 배치 축이 없습니다",
     "`img_shape` has no batch axis. Leave out [1:] and write `Input(shape=img_shape)`"),
    ("a batch axis of 1", ("=img_shape", "=(1, *img_shape)"),
     "배치 축까지 적었습니다", "The batch axis is in the shape"),
    ("None in the shape", ("=img_shape", "=(None, *img_shape)"),
     "None이나 배치 축 없이", "without None"),
    ("the flat length", ("=img_shape", "=(3072,)"),
     "펴는 일은 Flatten", "Flatten does the flattening"),
    ("MNIST's shape", ("=img_shape", "=(28, 28, 1)"), "(28, 28, 1)인 사진만", "(28, 28, 1) only"),
    ("32, 32, 3 written in", ("=img_shape", "=(32, 32, 3)"),
     "인자 img_shape", "img_shape and num_classes"),
    ("Input(32, 32, 3)", ("shape=img_shape", "32, 32, 3"), "모양 전체를", "not a single number"),
    ("Input()", ("shape=img_shape", ""), "Input(shape=…)", "is called shape"),
    ("model.build(img_shape)", ("    model.add(Input(shape=img_shape))\n", "", "    return",
     "    model.build(img_shape)\n    return"),
     "(None, *img_shape)", "(None, *img_shape)"),
    ("Flatten forgotten", (_FLATTEN, ""),
     "첫 Dense 앞에 Flatten()", "Put Flatten() before the first Dense"),
    ("Flatten behind the first Dense", (_FLATTEN, "", _FIRST, _FIRST + _FLATTEN),
     "첫 Dense 앞으로 옮기세요", "move Flatten() before the first Dense"),
    ("Flatten without parentheses", ("Flatten()", "Flatten"),
     "Flatten 뒤에 괄호가", "write Flatten(…)"),
    ("flatten in small letters", ("Flatten()", "flatten()"),
     "대문자와 소문자", "Capital and small letters"),
    ("Dense(10) in place of num_classes", ("Dense(num_classes", "Dense(10"),
     "인자 num_classes로", "as many units as the argument num_classes"),
    ("num_classes misspelt", ("Dense(num_classes", "Dense(num_class"),
     "num_class라는 이름을", "The name num_class is not known"),
    ("Dense(num_classes=10)", ("Dense(num_classes", "Dense(num_classes=10"),
     "이름은 units", "calls it units"),
    ("no default for num_classes", ("num_classes=10", "num_classes"),
     "num_classes=10을 적으세요", "Write num_classes=10"),
    ("one Dense forgotten", (_LAST + ', activation="relu"))\n', ""),
     "지시한 것은 5개", "asked for: 5 Dense"),
    ("far too many units", ("Dense(4096", "Dense(409600"), "지나치게 커서", "far too large"),
    ("Dense(512)", ("1024", "512"), "유닛 수는 Dense의 첫 번째", "the first number of Dense"),
    ("a list of units", ("Dense(4096,", "Dense([4096, 1024],"),
     "Dense도 그만큼", "a Dense of its own"),
    ("two numbers in one Dense", ('Dense(4096, activation="relu")', "Dense(4096, 1024)"),
     "Dense의 두 번째 자리는 활성화", "The second place of Dense is the activation"),
    ("Dense('relu', 4096)", ('Dense(4096, activation="relu")', 'Dense("relu", 4096)'),
     "첫 번째 자리는 유닛 수", "The first place of Dense is the number of units"),
    ("no activation at all", (', activation="relu"', ""),
     "층마다 activation='relu'", "Give each of them activation='relu'"),
    ("softmax forgotten", (', activation="softmax"', ""),
     "확률이 아니라 점수", "scores, not probabilities"),
    ("softmax everywhere", ('"relu"', '"softmax"'), "마지막 층에만", "the last layer alone"),
    ("sigmoid at the end", ('"softmax"', '"sigmoid"'),
     "합이 1이 되는", "needs softmax, which sums to 1"),
    ("softmax twice", ("    return", "    model.add(layers.Softmax())\n    return"),
     "하나만 남기세요", "Softmax is applied twice"),
    ("tanh", ('64, activation="relu"', '64, activation="tanh"'),
     "activation='relu'로 바꾸세요", "Change the activation of that layer"),
    ("activation='ReLU'", ('"relu"', '"ReLU"'), "소문자로", "in small letters"),
    ("activation='Softmax '", ('"softmax"', '"Softmax "'), "빈칸이나 괄호 없이", "without spaces"),
    ("relu without quotes", ('"relu"', "relu"), "relu에 따옴표가", "The quotes around relu"),
    ("activations=", ('64, activation="relu"', '64, activations="relu"'),
     "'activation'인지", "Did you mean 'activation'"),
    ("'relu' as a layer", (_LAST, '    model.add("relu")\n' + _LAST),
     "앞 층의 인자로", "as an argument"),
    ("a layer that is not imported", (_LAST, '    model.add(Activation("relu"))\n' + _LAST),
     "import한 셀을", "the cell that defines or imports it"),
    ("return model.compile(…)", ("return model", 'return model.compile("adam", "mse")'),
     "함수는 return model로 끝내세요", "end the function with return model"),
    ("model = model.compile(…)",
     ("    return", '    model = model.compile("adam", "mse")\n    return'),
     "앞의 `model =`을 빼고", "Leave out `model =`"),
    ("Dropout", (_LAST, "    model.add(layers.Dropout(0.5))\n" + _LAST), "빼세요", "take it out"),
    ("Rescaling", (_FLATTEN, "    model.add(layers.Rescaling(1 / 255))\n" + _FLATTEN),
     "이미 0과 1 사이", "between 0 and 1 already"),
)

MAIN = '''\
def main(model=None, epochs=10):
    set_seed()
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    train_X, test_X = train_X - 0.5, test_X - 0.5
    if model is None:
        model = build_mlp_model(train_X.shape[1:])
    optimizer = Adam(learning_rate=0.001)
    model.compile(
        optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
'''
_ADAM = "Adam(learning_rate=0.001)"

SLIPS += slips(
    "check_main", 2, MAIN,
    ("Adam without parentheses", (_ADAM, "Adam"), "괄호", "parentheses"),
    ("Adam(lr=)", ("learning_rate", "lr"), "learning_rate", "learning_rate"),
    ("adam in small letters", (_ADAM, "adam"), "대문자와 소문자", "Capital and small letters"),
    ("keras.optimizer", (_ADAM, "keras.optimizer." + _ADAM), "optimizers", "optimizers"),
    ("learning rate 0.01", ("0.001", "0.01"), "0.001", "0.001"),
    ("Adam('0.001')", ("0.001", '"0.001"'), "따옴표를 빼고", "Take the quotes away"),
    ("SGD", (_ADAM, "keras.optimizers.SGD(learning_rate=0.001)"), "Adam", "Adam"),
)

SLIPS += slips(
    "check_main", 3, MAIN,
    ("metrics as a string", ('["accuracy"]', '"accuracy"'), "['accuracy']", "['accuracy']"),
    ("model = model.compile(…)", ("    model.compile", "    model = model.compile"),
     "`model =`", "`model =`"),
    ("the loss misspelt", ("crossentropy", "crosentropy"), "철자", "spell"),
    ("categorical_crossentropy", ("sparse_", ""),
     "sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
    ("optimizers=", ("optimizer=optimizer", "optimizers=optimizer"),
     "'optimizer'인지", "Did you mean 'optimizer'"),
    ("a second Adam", ("optimizer=optimizer", "optimizer=Adam(learning_rate=0.001)"),
     "같은", "same"),
    ("accuracy in third place", ('loss="sparse_categorical_crossentropy", metrics=["accuracy"]',
     'loss="sparse_categorical_crossentropy", loss_weights=["accuracy"]'),
     "metrics=['accuracy']", "metrics=['accuracy']"),
)

SLIPS += slips(
    "check_main", 4, MAIN,
    ("epochs=10", ("epochs=epochs", "epochs=10"), "epochs=epochs", "epochs=epochs"),
    ("epochs in third place", ("epochs=epochs, batch_size=64", "epochs, 64"),
     "세 번째 자리", "third"),
    ("the test pictures as validation",
     ("validation_split=0.2", "validation_data=(test_X, test_y)"),
     "validation_split=0.2", "validation_split=0.2"),
    ("epoch=", ("epochs=epochs", "epoch=epochs"), "'epochs'인지", "Did you mean 'epochs'"),
    ("the labels first", ("fit(train_X, train_y", "fit(train_y, train_X"), "train_X", "train_X"),
    ("the history left out", ("return optimizer, hist", "return optimizer"),
     "둘 다 돌려주세요", "Return both"),
    ("the model returned", ("return optimizer, hist", "return model"),
     "두 값을 돌려주세요", "Return two values"),
    ("fit without parentheses", '''\
def main(model=None, epochs=10):
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    hist = model.fit
    return optimizer, hist
''',
     "괄호", "parentheses"),
)
