"""Short programs that random ones have come down to: once they came out wrong, or did not run."""

from __future__ import annotations

import pytest
from sides import difference_made

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
A = "v0 = np.array([[0.5, 2.0], [1.0, -1.0]])\n"
V = "v0 = np.array([3.0, 1.0, 2.0])\n"
K = "v0 = np.array([2, 0, 1])\n"
M = "v0 = np.array([[True, False], [True, True]])\n"

FINDS = {
    "a scalar that grows": A + "v1 = np.sum(v0)\nv1 += v0\n",
    "a scalar that becomes a float": K + "v1 = np.sum(v0)\nv1 /= 2\n",
    "a scalar that becomes an integer": A + "v1 = np.any(v0)\nv1 += 1\n",
    "a scalar in a dict": A + "v1 = np.max(v0)\nv2 = {'a': v1}\nfor key in v2:\n    v2[key] -= 0.5\n",
    "a scalar in a list": A + "v1 = np.max(v0)\nv2 = [v1, v0]\nv2[0] += 1\n",
    "elements of a loop": V + "for item in v0:\n    item += 1\n    print(item)\n",
    "a scalar of two names": A + "v1 = v2 = np.max(v0)\nv1 += 1\n",
    "a scalar that a function hands on": A + "def f(x):\n    return x\nv1 = np.max(v0)\nv2 = f(v1)\nv2 += 1\n",
    "a scalar bound anew beside another dtype": "v0 = np.int64(3)\nv1 = np.array([1.0], dtype=np.float32)\nv0 += v1\n",
    "the transpose of a scalar": "v0 = np.float32(0.5)\nv1 = v0.T\nv1 += 2\n",
    "ravel of a scalar": "v0 = np.float64(1.5)\nv1 = v0.ravel()\nv1 *= 2\n",
    "a mask at times": M + "v1 = v0\nfor i in range(2):\n    v1 = v1 - 0.5 * v0\n",
    "abs of a mask at times": M + "v1 = v0\nwhile np.sum(np.abs(v1)) > 1:\n    v1 = v1 / 2\n",
    "abs of a mask": M + "v1 = abs(v0)\n",
    "a mask taken from a number": M + "v1 = 3\nv1 -= v0\n",
    "a bool taken from an array": V + "v1 = v0 - np.array_equal(v0, v0)\n",
    "a list less an array": V + "v1 = [1, 2, 3] < v0\nv2 = [4, 5, 6] // v0\nv3 = [1, 2, 3] ** v0\n",
    "a number put into picked elements": "v0 = np.zeros(3, dtype=np.int32)\nv0[np.array([1, 0])] = np.sum(np.array([1, 1]))\n",
    "a number put where a mask of no dimensions is": A + "v1 = np.array(1)\nv0[v1 == 1] = np.argmax(v0)\n",
    "an index that is written to": K + "v0[v0] = v0 * 2\n",
    "entries of a dict, of two dtypes": "v0 = {'a': np.int64(1), 'b': np.array([1.0], dtype=np.float32)}\nv0['a'] = v0['a'] + v0['b']\n",
    "bits of two bools": "v0 = 1 == 2\nv1 = v0\nv1 *= np.bitwise_and(v0, v1)\n",
    "functions of a loop": V + "acts = []\nfor f in (np.tanh, np.exp):\n    acts.append(f)\nv1 = acts[0](v0)\n",
    "a function that is asked after": "def f(act):\n    return act is np.tanh\nv1 = [f(np.tanh), f(np.exp)]\ng = np.tanh\nv2 = g is np.tanh\n",
    "a copy in Fortran's order": A + "v1 = np.asfortranarray(v0)\nv1[0, 0] = 9\nv2 = np.asfortranarray(v0.T)\nv2[0, 0] = 8\n",
    "edges that rise and fall": V + "v1 = np.array([0.0, 1.0, 2.0])\nv2 = np.digitize(v0, v1)\nv1 = v1[::-1].copy()\nv3 = np.digitize(v0, v1)\nv4 = np.digitize(v0, v1, right=True)\n",
    "positions counted from the end": V + "v1 = np.delete(v0, [-1])\nv2 = np.delete(v0, np.array([0, -1]))\nv3 = np.delete(v0, -2)\n",
    "a power of integers": "v1 = np.array([2**i - 1 for i in range(4)])\nv2 = v1 * np.float32(0.5)\n",
    "an array put where it says": K + "v0[v0] = v0\n",
    "an array put where it says, rounded": K + "v0[v0] = np.round(v0)\n",
    "a part put beside itself, rounded": K + "v0[1:] = np.round(v0[:-1])\nv0 -= np.round(v0[0])\n",
    "rows that change places, rounded": "v0 = np.eye(2, dtype=int)\nv0[0], v0[1] = np.round(v0[1]), np.round(v0[0])\n",
    "the transpose added to it, rounded": "v0 = np.arange(4).reshape(2, 2)\nv0 += np.round(v0.T)\nnp.add(v0, np.round(v0.T), out=v0)\n",
    "another dtype in a list": "v0 = np.array([1.0], dtype=np.float32)\nv1 = np.array([np.sum(v0), np.sum(np.array([1]))])\n",
    "a total that starts at zero": A + "v1 = 0\nfor row in v0:\n    v1 += row\nprint(v1)\nv1.sort()\n",
    "a copy of a total": A + "v1 = 1.5\nfor i in range(2):\n    v1 = v1 - v0\ndef f(x):\n    return x.copy()\nv2 = f(v1)\n",
    "None at first": A + "v1 = None\nfor i in range(2):\n    v1 = v0 if v1 is None else v1 + v0\nv2 = v1.copy()\n",
    "part of an array added to it": A + "v0 += v0.swapaxes(0, 1)\nv1 = v0.T\nv0 -= v1[0]\n",
    "part of an array as out": V + "np.add(v0, v0[1:2], out=v0)\n",
    "a row of a loop": A + "for row in v0:\n    print(row)\nv0 *= row[-1:]\n",
    "elements while they are written": V + "for i, item in enumerate(v0):\n    v0 += 1\nv1 = item.reshape(-1)\n",
    "a list of elements": V + "v1 = list(v0)\ndef f(x):\n    x += 1\n    return x\nv2 = f(v0)\n",
    "an element under another name": V + "def f(x):\n    return x[0]\nv1 = f(v0)\nv0 += 1\n",
    "an element in a list": V + "v1 = [v0, v0[-1]]\nv1[0] += 1\n",
    "a conversion in a list": V + "v1 = [v0, v0.astype(float)]\nfor w in v1:\n    w *= 2\n",
    "a conversion that is returned": V + "def f(x):\n    return x.flatten()\nv1 = f(v0)\nv1 += 1\n",
    "ravel of what runs backwards": "v0 = np.array([3, 1, 2])[::-1]\nv1 = v0.ravel()\nv0 -= v1 - 1\n",
    "an element that is a view": V + "v1 = v0[..., 0]\nv0 += 1\n",
    "a view that runs backwards": V + "v1 = v0[::-1]\nv0[0] = 9\nprint(v1)\n",
    "a flipped view": V + "v1 = np.flip(v0)\nv0[0] = 9\nprint(v1)\n",
    "an array and a scalar updated in one loop": A + "v1 = [v0, np.sum(v0)]\nfor w in v1:\n    w *= 2\n",
    "running sums of a number": "v0 = np.array(2.0)\nv1 = v0.cumsum(axis=0)\n",
    "bounds of two sorts": A + "v1 = np.clip(v0, 0, v0 * 2)\n",
    "any of bytes": "v0 = np.array([1, 2], dtype=np.uint8)\nv1 = v0 - np.any(v0)\n",
    "floor of a mask": M + "v1 = np.floor(v0).argmax(axis=0)\n",
    "a cross product of rows": "v0 = np.array([[0, -1, 1], [2, 0, 1]])\nv1 = np.cross(v0[0], v0)\n",
    "outer of a number": "v0 = np.array([1.0], dtype=np.float32)\nv1 = np.outer(np.count_nonzero(v0), v0)\n",
    "a count beside a float32": "v0 = np.array([1.0], dtype=np.float32)\nv1 = np.count_nonzero(v0) % v0.max()\n",
    "a small integer handed to NumPy": "v0 = np.array([3, 1], dtype=np.int32)\nv1 = np.repeat(v0.max() - 2, 2, axis=0)\n",
    "a number that NumPy writes to": "v0 = np.array(2)\nnp.add.at(v0, v0 == 2, 2)\n",
    "a triangle of a vector": V + "v1 = np.tril(v0) - (v0 > 1)\n",
    "stars that are printed": A + "print(*v0)\nprint(*np.unique(v0, return_inverse=True))\n",
    "the representation of a number": A + 'print(f"{np.max(v0)!r}")\n',
    "dicts and lists that are printed": A + "v1 = {'a': np.sum(v0), 'n': 'x'}\nprint(v1)\nprint({'a': v0})\nv2 = [1, v0]\nprint(v2)\n",
    "the end of a list": A + "v1 = [1, v0]\nv1[0] += 1\nprint(v1[-1])\n",
    "a tuple in a text": V + 'print("%s" % np.where(v0 > 1))\n',
    "a tuple of small integers": "v0 = np.array([1, -1], dtype=np.int32)\nprint(tuple(v0))\n",
    "the dtype of what NumPy does": V + "print(np.setdiff1d(v0, v0).dtype)\n",
    "is a scalar an array": A + "print(isinstance(np.sum(v0), np.ndarray), isinstance(v0, np.ndarray))\n",
    "an element of what an object has": A + (
        "class C:\n    def __init__(self, x):\n        self.b = x\n    def step(self):\n        return self.b\n"
        "v1 = C(v0).step()\nv2 = v1[0, 1]\nv0.sort()\n"
    ),
    "a number that becomes an array beside another dtype": "v0 = np.array([1, 2], dtype=np.int32)\n" + (
        "class C:\n    def __init__(self, x):\n        self.b = 1.0\n        self.w = np.sum(x)\n"
        "    def step(self, x):\n        self.b = x\n        return self.w + self.b\nv1 = C(v0).step(v0)\n"
    ),
    "rounded integers": "v0 = np.float32(0.5)\nv0 *= np.array([1, 2]).round(1)\n",
    "sorted small integers": "v0 = np.array([2, 1], dtype=np.int32)\nv1 = v0.copy()\nv1 += sorted(v0)\n",
}  # fmt: skip


@pytest.mark.parametrize("text", FINDS.values(), ids=FINDS)
def test_is_the_same(text: str) -> None:
    whole = f"import numpy as np\n\n{text}"
    after = convert(whole, "tensor", BOOK).after
    assert after == whole or difference_made(whole, after) is None
