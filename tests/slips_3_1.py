"""Slips in practice 3-1: the frame of a function, padding, strides, connecting layers.

How a row is read stands in `tests/slips.py`.
"""

from tests.slips import slips

# fmt: off

SLIPS = []

MODEL1 = '''\
def build_model1(input_shape):
    model = Sequential([
        Input(shape=input_shape[1:]),
        Conv2D(1, 3, padding="same"),
    ])
    return model
'''

SLIPS += slips(
    "check_model1", 1, MODEL1,
    ("the stub `model = ...` left below the answer", ("    return", "    model = ...\n    return"),
     "`model`이 아직 `...`", "Is the line `model = ...` still there"),
    ("the code written below return", '''\
def build_model1(input_shape):
    model = ...
    return model
    model = Sequential([Input(shape=input_shape[1:]), Conv2D(1, 3, padding="same")])
''',
     "return 위로 옮기세요", "Code below return never runs"),
    ("return forgotten", ("    return model\n", ""), "return이 없어서", "has no return"),
    ("print in place of return", ("return model", "print(model)"),
     "print는 보여 주기만", "print only shows"),
    ("a bare return", ("return model", "return"), "None을 돌려주었습니다", "returned None"),
    ("return model.summary()", ("return model", "return model.summary()"),
     "그 줄에서는 부르기만", "on a line of their own"),
    ("return model.summary", ("return model", "return model.summary"),
     "메서드 summary", "You returned a method"),
    ("a comma behind return model", ("return model", "return model,"),
     "`return model,`", "A comma at the end of a line"),
    ("a comma behind the model", ("])\n", "]),\n"), "`model = …,`", "`model = …,`"),
    ("a list without Sequential", ("Sequential([", "[", "    ])", "    ]"),
     "Sequential([...])에 넣어야", "becomes a model in Sequential"),
    ("the class Sequential returned", ("return model", "return Sequential"),
     "클래스 Sequential 자체", "the class Sequential itself"),
    ("the name returned in quotes", ("return model", 'return "model"'),
     "str 값을 돌려", "a value of type str"),
    ("the model passed to the check",
     ("return model\n", "return model\n\nbuild_model1 = build_model1((1, 5, 5, 1))\n"),
     "함수가 만든 모델", "without parentheses: check_model1(build_model1)"),
    ("the name passed to the check in quotes", 'build_model1 = "build_model1"\n',
     "따옴표나 괄호 없이", "without quotes"),
    ("the parameter taken away", ("(input_shape)", "()", "input_shape[1:]", "(5, 5, 1)"),
     "인자는 문제에 적힌 그대로", "Keep the parameters"),
    ("padding forgotten", (', padding="same"', ""), "padding='same'을 적", "Write padding='same'"),
    ("padding=None", ('"same"', "None"), "padding='valid', 크기를", "either 'same' or 'valid'"),
    ("padding=1", ('"same"', "1"), "'same'이나 'valid'만", "either 'same' or 'valid'"),
    ("padding='Same padding'", ('"same"', '"Same padding"'),
     "'same'이나 'valid'만", "either 'same' or 'valid'"),
    ("same without quotes", ('"same"', "same"), "same에 따옴표가", "The quotes around same"),
    ("same as the third argument", ('padding="same"', '"same"'),
     "세 번째 자리는 strides", "The third place of Conv2D is strides"),
    ("Conv2D(3, 1)", ("(1, 3", "(3, 1"),
     "filters(커널 수), kernel_size", "not Conv2D(3, 1) but Conv2D(1, 3)"),
    ("PyTorch's order", ('(1, 3, padding="same")', '(1, 1, 3, 1, "same")'),
     "입력의 채널 수는 적지 않습니다", "number of input channels is not given"),
    ("filter=", ("(1, 3", "(filter=1, kernel_size=3"),
     "이름은 filters와 kernel_size", "calls them filters and kernel_size"),
    ("kernel=", ("(1, 3", "(1, kernel=3"),
     "이름은 filters와 kernel_size", "calls them filters and kernel_size"),
    ("stride=", ("3, padding", "3, stride=1, padding"), "'strides'인지", "Did you mean 'strides'"),
    ("pad=", ("padding=", "pad="), "이름은 padding", "The argument is called padding"),
    ("kernel_size='3x3'", ("(1, 3", '(1, "3x3"'), "따옴표 없이 수 하나", "without quotes"),
    ("kernels of 5", ("(1, 3", "(1, 5"), "kernel_size=3으로", "is written kernel_size=3"),
    ("use_bias=False", ("3, padding", "3, use_bias=False, padding"),
     "use_bias를 적지 마세요", "Leave use_bias out"),
    ("channels_first", ("3, padding", '3, data_format="channels_first", padding'),
     "채널이 마지막 축", "the channels of these pictures are the last axis"),
    ("the batch axis in Input", ("[1:]", ""),
     "Input(shape=input_shape[1:])", "Write Input(shape=input_shape[1:])"),
    ("input_shape[0]", ("[1:]", "[0]"), "모양 전체를", "not a single number"),
    ("Input(input_shape=)", ("shape=input", "input_shape=input"),
     "인자 이름은 shape", "is called shape"),
    ("5, 5, 1 written in", ("input_shape[1:]", "(5, 5, 1)"),
     "인자 input_shape를 쓰세요", "instead of writing numbers"),
    ("no list", ("Sequential([", "Sequential(", "    ])", "    )"),
     "대괄호로 묶어", "in square brackets"),
    ("square brackets alone", ("Sequential([", "Sequential[", "    ])", "    ]"),
     "둥근 괄호", "round parentheses"),
    ("Input without parentheses", ("Input(shape=input_shape[1:])", "Input"),
     "Input 뒤에 괄호가", "The parentheses after Input"),
    ("Conv2d", ("Conv2D", "Conv2d"), "대문자와 소문자", "Capital and small letters matter"),
    ("layers.conv2D", ("Conv2D", "layers.conv2D"), "철자와 대소문자", "There is no conv2D there"),
    ("one layer too many, a Dropout", ('same"),\n', 'same"),\n        layers.Dropout(0.2),\n'),
     "드롭아웃은 훈련할 때", "Dropout sets a part of the values"),
)

ADDED2 = '''\
def build_model2(input_shape):
    model = Sequential()
    model.add(Input(shape=input_shape[1:]))
    model.add(Conv2D(4, 3, padding="same"))
    model.add(Conv2D(4, 3, padding="same"))
    return model
'''
_TWO = '    model.add(Conv2D(4, 3, padding="same"))\n' * 2

SLIPS += slips(
    "check_model2", 2, ADDED2,
    ("Sequential without parentheses", ("Sequential()", "Sequential"),
     "Sequential 뒤에 괄호가", "The parentheses after Sequential"),
    ("model = model.add(…)", ("    model.add(C", "    model = model.add(C"),
     "앞의 `model =`을 빼고", "Leave out `model =`"),
    ("the last layer: model = model.add(…)",
     (_TWO, _TWO.replace("    m", "    model = m").replace("model = ", "", 1)),
     "모델이 None으로 바뀝니다", "replaces the model by None"),
    ("chained add", (_TWO, "    model." + 'add(Conv2D(4, 3, padding="same")).' * 2 + "summary()\n"),
     "점으로 이어 부르지 말고", "do not chain them"),
    ("model.add(None)", ("    return", "    model.add(None)\n    return"),
     "None이 있습니다", "None stands where a layer belongs"),
    ("model.add of a list",
     (_TWO, '    model.add([Conv2D(4, 3, padding="same"), Conv2D(4, 3, padding="same")])\n'),
     "층을 하나씩", "one layer at a time"),
    ("two layers in one add",
     (_TWO, '    model.add(Conv2D(4, 3, padding="same"), Conv2D(4, 3, padding="same"))\n'),
     "층마다 한 번씩", "once for each layer"),
    ("model.append", (".add(C", ".append(C"), "소문자로 model.add", "with model.add(…)"),
    ("model += layer", ("model.add(Conv2D(4, 3, padding=\"same\"))\n    return",
     "model += Conv2D(4, 3, padding=\"same\")\n    return"),
     "+나 *로 잇지 않습니다", "not joined by + or *"),
    ("a layer called with the model", ('same"))\n    return', 'same")(model))\n    return'),
     "(model)을 붙이지 않습니다", "without (model) behind it"),
    ("the layers made, not added",
     ("    model.add(Input(shape=input_shape[1:]))\n", "", _TWO, "    Conv2D(4, 3)\n" * 2),
     "빈 Sequential", "Making a layer does not put it into the model"),
    ("one layer only", (_TWO, _TWO[: len(_TWO) // 2]),
     "1개(커널 4개)", "1 Conv2D layer (4 kernels)"),
    ("one object twice",
     (_TWO, '    conv = Conv2D(4, 3, padding="same")\n' + "    model.add(conv)\n" * 2),
     "층마다 Conv2D(…)", "each layer needs its own Conv2D"),
    ("two layers of one name", ('"same"', '"same", name="conv"'),
     "서로 다른 이름", "give each its own"),
    ("Conv2D(4, 3, 3)", ("(4, 3,", "(4, 3, 3,"), "두 번째 자리의 3", "one 3 in the second place"),
    ("strides=2", ("(4, 3,", "(4, 3, strides=2,"), "여기에서는 적지 않으면", "Leave it out here"),
    ("eight kernels", ("(4, 3", "(8, 3"), "첫 번째 수(filters)", "the first number of Conv2D"),
    ("Conv2D(4)", ("(4, 3,", "(4,"),
     "꼭 있어야 하고", "needs the number of kernels and their size"),
    ("Conv1D", ("Conv2D", "layers.Conv1D"), "Conv1D는 한 방향", "Pictures need Conv2D"),
    ("Conv2DTranspose", ("Conv2D", "layers.Conv2DTranspose"), "Conv2D로 바꾸세요", "Use Conv2D"),
    ("a loop with return inside", '''\
def build_model2(input_shape):
    model = Sequential([Input(shape=input_shape[1:])])
    for _ in range(2):
        model.add(Conv2D(4, 3, padding="same"))
        return model
''',
     "return이 for 안에", "return stands inside the for loop"),
)

FUNCTIONAL2 = '''\
def build_model2(input_shape):
    inputs = Input(shape=input_shape[1:])
    x = Conv2D(4, 3, padding="same")(inputs)
    outputs = Conv2D(4, 3, padding="same")(x)
    return Model(inputs, outputs)
'''

SLIPS += slips(
    "check_model2", 2, FUNCTIONAL2,
    ("the call forgotten at the end", (")(x)", ")"), "Conv2D(…)(x)", "never called"),
    ("the call forgotten in between", (")(inputs)", ")"),
     "x = Conv2D(…)(x)", "made but never called"),
    ("inputs overwritten", ("x = C", "inputs = C", "(x)\n", "(inputs)\n"),
     "덮어썼습니다", "The name of the input was overwritten"),
    ("one name for all", ("inputs = I", "x = I", "(inputs)\n", "(x)\n", "outputs = C", "x = C",
     "(inputs, outputs)", "(x, x)"),
     "덮어쓰지 않았는지", "was that name overwritten"),
    ("Model without outputs", ("(inputs, outputs)", "(inputs=inputs)"),
     "입력과 출력이 모두", "needs both an input and an output"),
    ("Model(input=, output=)", ("(inputs, outputs)", "(input=inputs, output=outputs)"),
     "inputs와 outputs입니다", "calls them inputs and outputs"),
    ("x returned", ("Model(inputs, outputs)", "outputs"),
     "return Model(inputs, outputs)", "the output of a layer, not a model"),
    ("Sequential of values", ("Model(inputs, outputs)", "Sequential([inputs, outputs])"),
     "Model(inputs, outputs)로 묶으세요", "join them with Model(inputs, outputs)"),
    ("both called with inputs", (")(x)", ")(inputs)"), "모두 inputs에", "called with inputs"),
    ("the shape in place of Input", (")(inputs)", ")(input_shape)"),
     "inputs = Input(shape=…)", "with a number or a shape"),
    ("input in place of inputs", (")(inputs)", ")(input)"),
     "파이썬의 함수", "a function of Python's"),
    ("a result thrown away", ("    x = C", "    C", ")(x)", ")(inputs)"),
     "모두 inputs에", "called with inputs"),
    ("two outputs", ("Model(inputs, outputs)", "Model(inputs, [x, outputs])"),
     "출력이 2개", "There are 2 outputs"),
    ("a list given to Model", '''\
def build_model2(input_shape):
    return Model([
        Input(shape=input_shape[1:]),
        Conv2D(4, 3, padding="same"),
        Conv2D(4, 3, padding="same"),
    ])
''',
     "Sequential([...])을 쓰세요", "use Sequential"),
)

MODEL3 = '''\
def build_model3(input_shape):
    model = Sequential()
    model.add(Input(shape=input_shape[1:]))
    model.add(Conv2D(2, 3, padding="same"))
    model.add(Conv2D(4, 3, padding="same"))
    model.add(Conv2D(8, 3, padding="valid"))
    return model
'''

SLIPS += slips(
    "check_model3", 3, MODEL3,
    ("padding=None for no padding", ('"valid"', "None"),
     "padding='valid', 크기를", "No padding is written padding='valid'"),
    ("padding=0 for no padding", ('"valid"', "0"),
     "padding='valid', 크기를", "No padding is written padding='valid'"),
    ("padding='no'", ('"valid"', '"no"'),
     "padding='valid', 크기를", "No padding is written padding='valid'"),
    ("same everywhere", ('"valid"', '"same"'),
     "'패딩 없음'은 padding='valid'", "No padding is written padding='valid'"),
    ("padding forgotten everywhere", (', padding="same"', "", ', padding="valid"', ""),
     "padding='same'", "padding='same'"),
    ("the kernels in another order", ("(2, 3", "(16, 3", "(8, 3", "(2, 3", "(16, 3", "(8, 3"),
     "순서가 다릅니다", "only their order differs"),
    ("same for the second, valid for the first",
     ('(2, 3, padding="same")', "(2, 3)", '"valid"', '"same"'),
     "순서가 다릅니다", "only their order differs"),
    ("MaxPooling2D behind it", ("    return", "    model.add(MaxPooling2D(2))\n    return"),
     "지시에 없는 풀링층이", "take it out"),
    ("ZeroPadding2D of 2",
     ("    model.add(Conv2D(2", "    model.add(layers.ZeroPadding2D(2))\n    model.add(Conv2D(2"),
     "padding='same'으로 정하세요", "use padding='same' of Conv2D"),
    ("a convolution behind Flatten",
     ("    model.add(Conv2D(8", "    model.add(Flatten())\n    model.add(Conv2D(8"),
     "이미 벡터로 편 값", "these are flat already"),
    ("7×7 kernels without padding", ("(8, 3", "(8, 7"),
     "kernel_size=3으로", "is written kernel_size=3"),
    ("poolings in between",
     ("    model.add(Conv2D(4", "    model.add(MaxPooling2D(2))\n    model.add(Conv2D(4",
      "    model.add(Conv2D(8", "    model.add(MaxPooling2D(2))\n    model.add(Conv2D(8"),
     "창보다 작아졌습니다", "smaller than the kernel"),
)
