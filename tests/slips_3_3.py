"""Slips in practice 3-3: convolutions, poolings and a head, training.

How a row is read stands in `tests/slips.py`.
"""

from tests.slips import slips

# fmt: off

SLIPS = []
_ADAM = "Adam(learning_rate=0.001)"

RUN_MODEL = '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    model.summary()
    optimizer = Adam(learning_rate=0.001)
    model.compile(
        optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
'''

SLIPS += slips(
    "check_run_model", 3, RUN_MODEL,
    ("the rate alone", (_ADAM, "0.001"), "Adam(learning_rate=0.001)", "Adam(learning_rate=0.001)"),
    ("Adam made outside", ("def run", "shared = Adam(learning_rate=0.001)\n\n\ndef run",
     "optimizer = " + _ADAM + "\n    model", "optimizer = shared\n    model"),
     "함수 안에서", "inside"),
    ("learning_rate=1e-2", ("0.001", "1e-2"), "0.001", "0.001"),
)

SLIPS += slips(
    "check_run_model", 4, RUN_MODEL,
    ("compile forgotten", '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
''',
     "compile", "compile"),
    ("accuracy without quotes", ('["accuracy"]', "[accuracy]"),
     "accuracy에 따옴표가", "The quotes around accuracy"),
    ("compile without parentheses", '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile
    hist = ...
    return optimizer, hist
''',
     "compile에 괄호가 없어서", "compile has no parentheses"),
    ("no metrics", (', metrics=["accuracy"]', ""), "metrics=['accuracy']", "metrics=['accuracy']"),
    ("mse", ('"sparse_categorical_crossentropy"', '"mse"'),
     "sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
)

SLIPS += slips(
    "check_run_model", 5, RUN_MODEL,
    ("batchsize=", ("batch_size", "batchsize"), "'batch_size'인지", "Did you mean 'batch_size'"),
    ("the test pictures in fit", ("fit(train_X, train_y", "fit(test_X, test_y"),
     "train_X", "train_X"),
    ("the order of the return", ("return optimizer, hist", "return hist, optimizer"),
     "return optimizer, hist", "return optimizer, hist"),
    ("hist.history returned", ("return optimizer, hist", "return optimizer, hist.history"),
     "hist", "hist"),
    ("return fit's result nowhere", ("    hist = model", "    model"), "hist", "hist"),
    ("validation_split=0.1", ("split=0.2", "split=0.1"), "20%", "A fifth"),
    ("validation_split forgotten", (" validation_split=0.2,", ""), "0.2", "0.2"),
)

CNN = '''\
def build_cnn_model(img_shape, num_classes=10):
    inputs = Input(shape=img_shape)
    x = Conv2D(16, 3, padding="same", activation="relu")(inputs)
    x = Conv2D(32, 3, padding="same", activation="relu")(x)
    x = MaxPooling2D(2)(x)
    x = Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = MaxPooling2D(2)(x)
    x = Flatten()(x)
    x = Dense(128, activation="relu")(x)
    outputs = Dense(num_classes, activation="softmax")(x)
    return Model(inputs, outputs)
'''
_POOL = "    x = MaxPooling2D(2)(x)\n"

SLIPS += slips(
    "check_cnn", 2, CNN,
    ("img_shape[1:], as in 3-1", ("=img_shape", "=img_shape[1:]"), "[1:]을 빼고", "Leave out [1:]"),
    ("a batch axis in Input", ("=img_shape", "=(None, *img_shape)"),
     "사진 한 장의 모양만", "takes the shape of one picture alone"),
    ("the second pooling forgotten", (_POOL + "    x = Flatten", "    x = Flatten"),
     "지시에 있는 자리마다 MaxPooling2D(2)", "at every place where the instruction has it"),
    ("MaxPooling2D without parentheses", ("MaxPooling2D(2)(x)", "MaxPooling2D(x)"),
     "괄호는 따로입니다", "MaxPooling2D(2)(x)"),
    ("pooling_size=", ("MaxPooling2D(2)", "MaxPooling2D(pooling_size=2)"),
     "'pool_size'인지", "Did you mean 'pool_size'"),
    ("Maxpooling2D", ("MaxPooling2D", "Maxpooling2D"),
     "대문자와 소문자", "Capital and small letters"),
    ("MaxPooling2D(2, 'same')", ("MaxPooling2D(2)", 'MaxPooling2D(2, "same")'),
     "MaxPooling2D의 두 번째 자리", "The second place of MaxPooling2D"),
    ("MaxPooling2D(2, 1)", ("MaxPooling2D(2)", "MaxPooling2D(2, 1)"),
     "strides를 적지 않습니다", "no strides in MaxPooling2D(2)"),
    ("MaxPooling2D(64, 2)", ("MaxPooling2D(2)(x)\n    x = C", "MaxPooling2D(16, 2)(x)\n    x = C"),
     "커널 수가 아니라 창의 크기", "not a number of kernels"),
    ("MaxPooling2D(activation=)", ("MaxPooling2D(2)", 'MaxPooling2D(2, activation="relu")'),
     "activation 인자가 없습니다", "MaxPooling2D has no argument activation"),
    ("AveragePooling2D", ("MaxPooling2D", "layers.AveragePooling2D"),
     "최대 풀링은 MaxPooling2D", "Max pooling is MaxPooling2D"),
    ("GlobalAveragePooling2D for Flatten", ("Flatten()", "GlobalAveragePooling2D()"),
     "Flatten()으로 바꾸세요", "Replace it with Flatten()"),
    ("Flatten(x)", ("Flatten()(x)", "Flatten(x)"), "Flatten()(x)", "A value stands where"),
    ("Flatten's result thrown away", ("x = Flatten()(x)", "Flatten()(x)"),
     "결과를 이름에 넣어", "Put the result into a name"),
    ("Flatten before the last pooling",
     (_POOL + "    x = Flatten()(x)\n", "    x = Flatten()(x)\n" + _POOL),
     "모두 끝난 뒤에", "behind the last of them"),
    ("the model ends at the last pooling",
     (_POOL + "    x = Flatten()(x)\n", _POOL + "    return Model(inputs, x)\n"),
     "Flatten과 Dense 층이 없습니다", "let the Dense layers follow"),
    ("strides=2 forgotten", (", strides=2", ""), "strides=2", "Write strides=2"),
    ("activation forgotten in all convolutions", ('"same", activation="relu"', '"same"'),
     "층마다 activation='relu'", "Give each of them activation='relu'"),
    ("padding forgotten", ('3, padding="same"', "3"),
     "padding='same'을 적", "Write padding='same'"),
    ("Conv2D(3, 16)", ("(16, 3", "(3, 16"), "Conv2D(16, 3)", "but Conv2D(16, 3)"),
    ("Dense(10)", ("Dense(num_classes", "Dense(10"),
     "인자 num_classes로", "the argument num_classes"),
    ("a name used too early", ("x = Conv2D(16", "X = Conv2D(16"),
     "값을 넣기 전에", "before it has a value"),
    ("BatchNormalization", ("    x = Flatten", "    x = BatchNormalization()(x)\n    x = Flatten"),
     "배치 정규화는", "Batch normalization adds"),
    ("SeparableConv2D", ("Conv2D(32", "layers.SeparableConv2D(32"),
     "Conv2D로 바꾸세요", "Use Conv2D"),
    ("a skip connection, from 3-5",
     ("    x = Flatten()(x)", "    x = Add()([x, x])\n    x = Flatten()(x)"),
     "한 줄로 이으세요", "follow each other in one line"),
    ("a convolution of one's own", ("def build", '''\
class MyConv(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(3, 3, shape[-1], 32))

    def call(self, x):
        return tf.nn.relu(tf.nn.conv2d(x, self.w, 1, "SAME"))


def build''', 'Conv2D(32, 3, padding="same", activation="relu")', "MyConv()"),
     "Keras의 층으로 바꾸세요", "use the Keras layer instead"),
    ("UpSampling2D", ("    x = Conv2D(16",
     "    x = layers.UpSampling2D()(inputs)\n    x = Conv2D(16",
     "(inputs)\n    x = Conv2D(32", "(x)\n    x = Conv2D(32"), "빼면 됩니다", "Take it out"),
    ("augmentation", ("    x = Conv2D(16",
     '    x = layers.RandomFlip("horizontal")(inputs)\n    x = Conv2D(16',
     "(inputs)\n    x = Conv2D(32", "(x)\n    x = Conv2D(32"),
     "데이터 증강은", "Data augmentation changes"),
    ("one Dense object twice", ("    x = Dense(128, activation=\"relu\")(x)\n",
     "    dense = Dense(64, activation=\"relu\")\n    x = dense(x)\n    x = dense(x)\n"),
     "같은 층 객체를 두 번", "if one layer object is used twice"),
)
