"""Answers to `run_model` of practice 3-3 beside those of `answers_main`, which serve it as well."""

from tests.answers_main import compiled, fitted

HEAD = "def run_model(model, train_X, train_y, test_X, test_y, epochs=10):"
REST = f"""
    optimizer = Adam(learning_rate=0.001)
    {compiled()}
    {fitted()}
    return optimizer, hist
"""

RIGHT = {
    "other names": """
        def run_model(net, x, y, test_x, test_y, n=10):
            optimizer = keras.optimizers.Adam(1e-3)
            net.compile(loss=SCCE, optimizer=optimizer, metrics=["accuracy"])
            return optimizer, net.fit(x=x, y=y, epochs=n, **FIT)
    """,
    "compiled by XLA": f"""
        {HEAD}
            optimizer = Adam()
            large = model.count_params() > 1_000_000
            model.compile(optimizer, SCCE, metrics=["accuracy"], jit_compile=large)
            return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)
    """,
    "by a function of its own": """
        def train(model, x, y, epochs):
            optimizer = Adam(learning_rate=0.001)
            model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
            return optimizer, model.fit(x, y, epochs=epochs, **FIT)

        def run_model(model, *arrays, **settings):
            x, y, test_x, test_y, *epochs = arrays
            return train(model, x, y, *epochs, **settings)
    """,
    "inside another model": f"""
        {HEAD}
            outer = keras.Sequential([model])
            optimizer = Adam(learning_rate=0.001)
            outer.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
            return optimizer, outer.fit(train_X, train_y, epochs=epochs, **FIT)
    """,
    "a callable object": f"""
        class Trainer:
            def __call__(self, model, train_X, train_y, test_X, test_y, epochs=10):
                optimizer = Adam(learning_rate=0.001)
                {compiled()}
                return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)

        run_model = Trainer()
    """,
}

CLOSURE = """
def make():
    optimizer = Adam(learning_rate=0.001)

    def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
        model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
        return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)

    return run_model

run_model = make()
"""

WRONG = [
    (CLOSURE, 3, "two calls of the function use the same optimizer", "같은 옵티마이저를"),
    (
        HEAD.replace("epochs=10", "epochs=10, optimizer=Adam(0.001)")
        + REST.replace("optimizer = Adam(learning_rate=0.001)", "..."),
        3,
        "two calls of the function use the same optimizer",
        "두 모델이 같은 옵티마이저를",
    ),
    (
        HEAD + "\n    model = keras.models.clone_model(model)" + REST,
        5,
        "stays untrained",
        "훈련되지 않은 채로",
    ),
    (HEAD + "\n    model = model.summary()" + REST, 4, "summary prints", "summary는 표를"),
    (
        HEAD
        + REST.replace("optimizer = Adam(learning_rate=0.001)", "")
        .replace("optimizer=optimizer", "optimizer='sgd'")
        .replace("return optimizer", "return model.optimizer"),
        3,
        "it is SGD",
        "SGD입니다",
    ),
]
"""The cell, the instruction that is blamed, and words of each language."""

FEWER_PARAMETERS = "def run_model(model, train_X, train_y, epochs=10):" + REST
