"""Slips in practice 3-5: a class of one's own, and a model of its blocks.

How a row is read stands in `tests/slips.py`.
"""

from tests.slips import slips

# fmt: off

SLIPS = []

BLOCK = '''\
class ResidualBlock(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.conv2 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.add = Add()
        self.relu = ReLU()

    def call(self, input_tensor):
        x = self.conv1(input_tensor)
        x = self.conv2(x)
        x = self.add([input_tensor, x])
        return self.relu(x)
'''
_SUM = "x = self.add([input_tensor, x])"
_END = "return self.relu(x)"

SLIPS += slips(
    "check_residual_block", 1, BLOCK,
    ("an object passed to the check",
     (_END + "\n", _END + "\n\n\nResidualBlock = ResidualBlock(64, 3)\n"),
     "클래스로 만든 객체", "the name of the class without parentheses"),
    ("no super().__init__()", ("        super().__init__()\n", ""),
     "첫 줄에 super().__init__()", "Begin __init__ with super().__init__()"),
    ("super.__init__()", ("super()", "super"), "괄호 두 쌍", "both pairs of parentheses"),
    ("super().__init__(num_kernels, kernel_size)",
     ("__init__()", "__init__(num_kernels, kernel_size)"),
     "괄호 두 쌍을 모두 비워", "nothing in them"),
    ("_init_", ("def __init__", "def _init_"), "밑줄이 두 개씩", "two underscores"),
    ("__init__ without its parameters",
     ("(self, num_kernels, kernel_size)", "(self)", "num_kernels, kernel_size", "64, 3"),
     "인자는 문제에 적힌 그대로", "Keep the parameters"),
    ("forward, as in PyTorch", ("def call", "def forward"),
     "def call(self, input_tensor)", "is named so"),
    ("call without self", ("call(self, ", "call("), "self가 맨 앞에", "with self in front"),
    ("not a Model", ("(Model)", ""), "class ResidualBlock(Model)", "class ResidualBlock(Model)"),
    ("no return in call", (_END, "x = self.relu(x)"), "return이 없거나", "not without return"),
    ("return self.call", (_END, "return self.call"), "self.call", "not self.call"),
    ("self.call in place of self.conv1", ("self.conv1(input", "self.call(input"),
     "끝없이 부릅니다", "calls itself without an end"),
    ("two values returned", (_END, _END + ", x"), "출력이 2개", "There are 2 outputs"),
    ("self. forgotten in __init__", ("self.conv1 =", "conv1 ="),
     "앞에 self.를 붙여", "with self. in front"),
    ("self. forgotten in call", ("= self.conv1(", "= conv1("),
     "conv1 앞에 self.가", "self. is missing"),
    ("Conv2D without parentheses",
     ('self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")',
     "self.conv1 = Conv2D"),
     "Conv2D 뒤에 괄호가", "The parentheses after Conv2D"),
    ("self.add = Add", ("Add()", "Add"), "Add 뒤에 괄호가", "The parentheses after Add"),
    ("Add([…]) in call", ("self.add([", "Add(["), "괄호는 따로입니다", "are two: self.add = Add()"),
    ("self.add(a, b)", ("([input_tensor, x])", "(input_tensor, x)"),
     "대괄호로 묶어", "in square brackets"),
    ("self.add(x)", ("([input_tensor, x])", "(x)"), "대괄호로 묶어", "in square brackets"),
    ("self.add([x])", ("([input_tensor, x])", "([x])"),
     "self.add([input_tensor, x])", "self.add([input_tensor, x])"),
    ("self.relu = ReLU", ("ReLU()", "ReLU"), "ReLU 뒤에 괄호가", "The parentheses after ReLU"),
    ("ReLU(x) in call", ("self.relu(x)", "ReLU(x)"),
     "self.relu = ReLU()", "then call self.relu(x)"),
    ("self.relu()(x)", ("self.relu(x)", "self.relu()(x)"),
     "이미 만들었으므로", "is made in __init__ already"),
    ("self.relu = 'relu'", ("ReLU()", '"relu"'), "글자(문자열)를 불렀습니다", "A text is called"),
    ("self.conv1(self, x)", ("conv1(input", "conv1(self, input"),
     "self를 넣지 않습니다", "called without self"),
    ("call's argument under another name", ("call(self, input_tensor)", "call(self, inputs)"),
     "input_tensor는 call의 인자", "input_tensor is the argument of call"),
    ("layers made in call", '''\
class ResidualBlock(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.n, self.size = num_kernels, kernel_size

    def call(self, input_tensor):
        x = Conv2D(self.n, self.size, padding="same", activation="relu")(input_tensor)
        x = Conv2D(self.n, self.size, padding="same", activation="relu")(x)
        x = Add()([input_tensor, x])
        return ReLU()(x)
''',
     "__init__에서 만들어 self에", "make the layers in __init__"),
    ("num_kernels used in call", ("x = self.conv2(x)", "x = Conv2D(num_kernels, kernel_size)(x)"),
     "__init__의 인자라서", "an argument of __init__"),
    ("no shortcut", ("        " + _SUM + "\n", ""), "지름길이 없습니다", "there is no shortcut"),
    ("no final ReLU", (_END, "return x"), "마지막 ReLU가 없습니다", "the final ReLU is missing"),
    ("the ReLU of the second convolution forgotten",
     ('activation="relu")\n        self.add', "activation=None)\n        self.add"),
     "ReLU가 없는 합성곱층", "a convolution without ReLU"),
    ("no ReLU behind the second convolution and at the end",
     ('activation="relu")\n        self.add', "activation=None)\n        self.add", _END,
     "return x"),
     "더하기 앞과 뒤에", "before the addition and none behind"),
    ("softmax at the end", (_END, "return tf.nn.softmax(x)"), "softmax입니다", "is softmax"),
    ("the shortcut behind the first convolution", ("x = self.conv1(input_tensor)\n",
     "input_tensor = self.conv1(input_tensor)\n", "conv2(x)", "conv2(input_tensor)"),
     "덮어쓰지 말고", "Do not overwrite input_tensor"),
    ("both convolutions on the input", ("conv2(x)", "conv2(input_tensor)"),
     "첫째의 출력을", "the output of the first"),
    ("the second convolution behind the addition",
     ("        x = self.conv2(x)\n", "", _SUM, _SUM + "\n        x = self.conv2(x)"),
     "모두 더하기 앞에", "Both convolutions belong before it"),
    ("the input added twice",
     ("        x = self.conv2", "        " + _SUM + "\n        x = self.conv2"),
     "한 번만 더하세요", "One Add is asked for"),
    ("Concatenate", ("Add()", "Concatenate()"), "채널이 두 배", "doubles the channels"),
    ("Multiply", ("Add()", "layers.Multiply()"), "곱하거나 뺐습니다", "multiplied or subtracted"),
    ("the input added to itself", ("[input_tensor, x]", "[input_tensor, input_tensor]"),
     "입력에 입력을", "added to itself"),
    ("the branch added to itself", ("[input_tensor, x]", "[x, x]"),
     "자기 자신에", "added to itself"),
    ("three values in Add", ("[input_tensor, x]", "[input_tensor, x, x]"),
     "두 값을 목록에", "it does not add the two values asked for"),
    ("one convolution used twice", ("self.conv2(x)", "self.conv1(x)"),
     "같은 Conv2D 객체를", "The same Conv2D object"),
    ("padding forgotten", (', padding="same"', ""),
     "두 Conv2D 모두에 padding='same'", "Only padding='same', in both Conv2D"),
    ("32 written in", ("Conv2D(num_kernels", "Conv2D(32"),
     "num_kernels로", "In both Conv2D write num_kernels"),
    ("64 and 3 written in", ("Conv2D(num_kernels, kernel_size", "Conv2D(64, 3"),
     "인자 num_kernels", "num_kernels and kernel_size"),
    ("an average in place of the sum", ("Add()", "layers.Average()"),
     "차례대로 다시 보세요", "Go through call step by step"),
)

RESNET = BLOCK + '''

def build_resnet(input_shape, num_classes):
    model = Sequential()
    model.add(Input(shape=input_shape))
    model.add(Conv2D(64, 3, padding="same", activation="relu"))
    model.add(MaxPooling2D(2))
    model.add(ResidualBlock(64, 3))
    model.add(ResidualBlock(64, 3))
    model.add(ResidualBlock(64, 3))
    model.add(GlobalAveragePooling2D())
    model.add(Dense(num_classes, activation="softmax"))
    return model
'''
_BLOCKS = "    model.add(ResidualBlock(64, 3))\n" * 3

SLIPS += slips(
    "check_resnet", 2, RESNET,
    ("ResidualBlock()", ("ResidualBlock(64, 3)", "ResidualBlock()"),
     "num_kernels와 kernel_size 두 개", "ResidualBlock(64, 3)"),
    ("ResidualBlock without parentheses", ("ResidualBlock(64, 3)", "ResidualBlock"),
     "ResidualBlock 뒤에 괄호가", "The parentheses after ResidualBlock"),
    ("ResidualBlock(filters=64, …)",
     ("ResidualBlock(64, 3)", "ResidualBlock(filters=64, kernel_size=3)"),
     "num_kernels와 kernel_size 두 개", "two arguments, num_kernels and kernel_size"),
    ("ResidualBlock(32, 3)", ("ResidualBlock(64, 3)", "ResidualBlock(32, 3)"),
     "모두 64여야", "all need 64 kernels"),
    ("32 kernels in the first convolution", ("Conv2D(64", "Conv2D(32"),
     "모두 64여야", "all need 64 kernels"),
    ("the first convolution forgotten",
     ('    model.add(Conv2D(64, 3, padding="same", activation="relu"))\n', ""),
     "첫 층이 합성곱층이 아닙니다", "The first layer is no convolution"),
    ("one block object three times",
     (_BLOCKS, "    block = ResidualBlock(64, 3)\n" + "    model.add(block)\n" * 3),
     "같은 ResidualBlock 객체를",
     "The same ResidualBlock object"),
    ("one block object in a loop, by value", (RESNET.partition("\n\n\n")[2], '''\
def build_resnet(input_shape, num_classes):
    inputs = Input(shape=input_shape)
    x = Conv2D(64, 3, padding="same", activation="relu")(inputs)
    x = MaxPooling2D(2)(x)
    block = ResidualBlock(64, 3)
    for _ in range(3):
        x = block(x)
    x = GlobalAveragePooling2D()(x)
    return Model(inputs, Dense(num_classes, activation="softmax")(x))
'''),
     "같은 ResidualBlock 객체를", "The same ResidualBlock object"),
    ("ResidualBlock(64, 3) * 3", (_BLOCKS, "    model.add(ResidualBlock(64, 3) * 3)\n"),
     "그만큼 따로 적으세요", "as often as it is needed"),
    ("ResidualBlock(x, 64, 3)", (RESNET.partition("\n\n\n")[2], '''\
def build_resnet(input_shape, num_classes):
    inputs = Input(shape=input_shape)
    x = Conv2D(64, 3, padding="same", activation="relu")(inputs)
    x = ResidualBlock(x, 64, 3)
    return Model(inputs, x)
'''),
     "ResidualBlock(64, 3)(x)", "ResidualBlock(64, 3)(x)"),
    ("two blocks", (_BLOCKS, _BLOCKS[: len(_BLOCKS) // 3 * 2]),
     "ResidualBlock(64, 3)을 3개", "three ResidualBlock(64, 3)"),
    ("no blocks", (_BLOCKS, ""), "하나도 없습니다", "There is no residual block"),
    ("Flatten in place of GlobalAveragePooling2D", ("GlobalAveragePooling2D()", "Flatten()"),
     "Flatten으로 대신할 수 없습니다", "which Flatten does not"),
    ("GlobalAveragePooling2D forgotten", ("    model.add(GlobalAveragePooling2D())\n", ""),
     "GlobalAveragePooling2D()가 있는지", "See that GlobalAveragePooling2D()"),
    ("GlobalMaxPooling2D", ("GlobalAverage", "layers.GlobalMax"),
     "다른 풀링으로는", "Another pooling does not"),
    ("GlobalAveragePooling2d", ("Pooling2D())", "Pooling2d())"),
     "대문자와 소문자", "Capital and small letters"),
    ("softmax forgotten", (', activation="softmax"', ""),
     "확률이 아니라 점수", "scores, not probabilities"),
    ("Dense(10)", ("Dense(num_classes", "Dense(10"),
     "인자 num_classes로", "the argument num_classes"),
    ("input_shape[1:], as in 3-1", ("=input_shape", "=input_shape[1:]"),
     "[1:]을 빼고", "Leave out [1:]"),
    ("a block that returns nothing", (_END, "x = self.relu(x)"),
     "None이 있습니다", "There is None where a value"),
    ("a block without its final ReLU is told by its own check", (_END, "return tf.nn.tanh(x)"),
     "잔차 블록 1의 안이", "inside residual block 1"),
)
