"""Stage tensor: what is known inside of classes, of inherited methods and of those that nothing calls."""

import contextlib
import io

import pytest

from np2torch.convert import convert

DERIVED = """\
class Base(object):
    def __init__(self, n):
        self.build(n)

    def step(self, x):
        return self.forward(x)


class Net(Base):
    def __init__(self, n, rate=0.5):
        super().__init__(n)
        self.rate = rate

    def build(self, n):
        self.W = np.arange(6.0).reshape(n, 2)
        self.b = np.zeros((1, 2))

    def forward(self, x):
        return self.rate * (np.dot(x, self.W) + self.b)


print(Net(3).step(np.ones((4, 3))))
"""
LAYER = """\
class Layer:
    def __init__(self, w):
        self.w = w
        self.seen = []

    def forward(self, x):
        return np.dot(x, self.w)

    def loss(self, x, y):
        self.seen.append(x)
        return np.mean((self.forward(x) - y) ** 2) + np.sum(self.w)

    def load(self, w):
        self.w = w


layer = Layer(np.ones((3, 2)))
print(layer.forward(np.ones((4, 3))))
"""
TYPES = """\
class Model:
    def fit(self, X):
        self.w = np.zeros(2)

    def predict(self, X):
        return np.dot(X, self.w)


model = Model()
model.fit([[1, 2]])
print(model.predict(DATA))
"""


def after(body: str) -> str:
    return convert(f"import numpy as np\n{body}", "tensor").after


def printed(text: str) -> str:
    torch = pytest.importorskip("torch")
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(text, {})
    finally:
        torch.set_default_dtype(torch.float32)
    return out.getvalue()


def test_inherited_initializer_is_followed() -> None:
    text = after(DERIVED)
    assert "self.rate * (x @ self.W + self.b)" in text
    assert printed(text) == printed(f"import numpy as np\n{DERIVED}")


def test_super_with_its_arguments_is_followed() -> None:
    body = DERIVED.replace("super()", "super(Net, self)")
    assert after(body) == after(DERIVED).replace("super()", "super(Net, self)")


def test_attribute_of_the_second_base() -> None:
    body = DERIVED.replace("class Net(Base)", "class Named:\n    pass\n\n\nclass Net(Named, Base)")
    assert printed(after(body)) == printed(f"import numpy as np\n{DERIVED}")


def test_method_that_nothing_calls_knows_its_instance() -> None:
    text = after(LAYER)
    assert "(self.forward(x) - y) ** 2" in text
    assert "torch.sum(self.w)" in text


def test_method_that_nothing_calls_changes_nothing_for_the_others() -> None:
    assert "return x @ self.w" in after(LAYER)


def test_static_method_that_nothing_calls_has_no_instance() -> None:
    body = LAYER.replace("    def load(self, w)", "    @staticmethod\n    def load(self, w)")
    assert "return x @ self.w" in after(body)


@pytest.mark.parametrize("data", ["np.array([[1, 2], [3, 4]])", "np.array([[1, 2]], dtype=np.float32)"])
def test_product_of_an_unknown_dtype_and_float64(data: str) -> None:
    body = TYPES.replace("DATA", f"globals().get('absent', {data})")
    text = after(body)
    assert "torch.as_tensor(X).to(torch.float64) @ self.w" in text
    assert printed(text).split() == printed(f"import numpy as np\n{body}").split()


def test_product_of_an_unknown_dtype_among_complex_numbers() -> None:
    assert ".to(torch.float64)" not in after(TYPES.replace("DATA", "globals().get('absent', 1j * np.ones(2))"))


def test_product_with_none() -> None:
    """A method that is not called may work on what no call has set."""
    body = "class A:\n    def __init__(self):\n        self.w = None\n    def f(self, x):\n        return np.dot(x, self.w)"
    assert "self.w = None" in after(f"{body}\na = A()")


HELPER = """\
def batches(X, n):
    return [X[i:i + n] for i in range(0, X.shape[0], n)]

def report(X):
    return batches(X, X.n)

def weigh(X):
    return np.dot(X, np.ones(2))

print([weigh(b) for b in batches(np.ones((4, 2)), 2)])
"""


def test_function_that_nothing_calls_changes_nothing_for_those_that_it_calls() -> None:
    assert "return X @ torch.ones(2)" in after(HELPER)


@pytest.mark.parametrize("use", ["import other as o\no.minimize(report, [1.0])", "globals()['report']([1.0])"])
def test_function_that_others_may_call(use: str) -> None:
    assert "torch.as_tensor(X)" in after(f"{HELPER}{use}\n".replace("return batches(X, X.n)", "return weigh(X)"))


HOLDER = """\
def tanh(x):
    return np.tanh(x)

class Layer:
    def __init__(self, w, act):
        self.w, self.act = w, act

    def forward(self, x):
        return self.act(np.dot(x, self.w))

class Deep:
    def __init__(self, ws):
        self.layers = [Layer(w, tanh) for w in ws]

print(Layer(np.ones((3, 2)), tanh).forward(np.ones((4, 3))))
"""


def test_function_that_an_instance_holds_is_no_method() -> None:
    text = after(HOLDER)
    assert "return torch.tanh(x)" in text
    assert printed(text) == printed(f"import numpy as np\n{HOLDER}")


def test_initializer_that_nothing_calls_changes_nothing_for_the_others() -> None:
    assert "self.act(x @ self.w)" in after(HOLDER)


LAYERS = """\
from collections import OrderedDict, defaultdict

class Relu:
    def forward(self, x):
        out = x.copy()
        out[x <= 0] = 0
        return out

class Affine:
    def __init__(self, w):
        self.w = w
    def forward(self, x):
        return np.dot(x, self.w)

class Net:
    def __init__(self):
        self.layers = OrderedDict()
        self.layers["A"] = Affine(np.ones((3, 3)))
        self.layers["R"] = Relu()
        self.params = dict(zip(["a", "b"], [np.ones(3), np.zeros(3)]))
        self.grads = defaultdict(lambda: np.zeros(3))
    def forward(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

net = Net()
print(net.forward(np.arange(6.0).reshape(2, 3) - 2))
for k in ("a", "b"):
    net.grads[k] += net.params[k].copy()
print(net.grads["a"].sum(), getattr(net, "layers")["R"].forward(np.ones(3)))
"""


def test_layers_in_an_ordered_dict() -> None:
    text = after(LAYERS)
    assert "return x @ self.w" in text
    assert "out = x.clone()" in text
    assert printed(text) == printed(f"import numpy as np\n{LAYERS}")


def test_dict_that_is_made_of_another() -> None:
    body = "d = dict(dict(a=np.ones(3)), b=1)\ne = dict([('a', np.ones(3))])\nprint(d['a'].copy(), e['a'].copy())"
    assert "print(d['a'].clone().numpy(), e['a'].clone().numpy())" in after(body)


def test_generator_that_is_made_where_none_is_given() -> None:
    body = "def draw(n, rng=None):\n    if rng is None:\n        rng = np.random.RandomState(0)\n    return rng.rand(n) * np.ones(n)\nprint(draw(3))"
    assert "torch.from_numpy(rng.rand(n)) * torch.ones(n)" in after(body)
