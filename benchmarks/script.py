"""Handwriting without the hands: blurred strokes on a small grid, told apart by a net with one hidden layer."""
import numpy as np

np.random.seed(7)

SIDE = 6
CLASSES = 4
PER_CLASS = 60
HIDDEN = 24
EPOCHS = 120
RATE = 0.5
DECAY = 1e-3


# --- data --------------------------------------------------------------------

def stroke(kind):
    """A clean picture of each kind: a row, a column, and the two diagonals."""
    picture = np.zeros((SIDE, SIDE))
    middle = SIDE // 2
    if kind == 0:
        picture[middle, :] = 1.0
    elif kind == 1:
        picture[:, middle] = 1.0
    elif kind == 2:
        for i in range(SIDE):
            picture[i, i] = 1.0
    else:
        for i in range(SIDE):
            picture[i, SIDE - 1 - i] = 1.0
    return picture


def make_data(count, noise):
    pictures = []
    labels = []
    for kind in range(CLASSES):
        clean = stroke(kind).reshape(-1)
        for _ in range(count):
            pictures.append(clean + noise * np.random.randn(SIDE * SIDE))
            labels.append(kind)
    return np.array(pictures), np.array(labels)


X, labels = make_data(PER_CLASS, 0.6)
order = np.random.permutation(len(X))
X, labels = X[order], labels[order]

# centre each pixel, and bring all to one scale
mean = X.mean(axis=0)
scale = X.std(axis=0)
X = (X - mean) / scale

split = int(0.8 * len(X))
X_train, X_test = X[:split], X[split:]
train_labels, test_labels = labels[:split], labels[split:]
Y_train = np.eye(CLASSES)[train_labels]


# --- the net -----------------------------------------------------------------

def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def forward(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1 + b1)
    return hidden, softmax(hidden @ W2 + b2)


def cross_entropy(P, Y):
    return -np.sum(Y * np.log(P + 1e-12)) / len(Y)


def accuracy(P, labels):
    return np.mean(np.argmax(P, axis=1) == labels)


W1 = np.random.randn(SIDE * SIDE, HIDDEN) / np.sqrt(SIDE * SIDE)
b1 = np.zeros(HIDDEN)
W2 = np.random.randn(HIDDEN, CLASSES) / np.sqrt(HIDDEN)
b2 = np.zeros(CLASSES)


# --- training ----------------------------------------------------------------

history = []
for epoch in range(EPOCHS):
    H, P = forward(X_train, W1, b1, W2, b2)
    loss = cross_entropy(P, Y_train)
    history.append(loss)

    # backward, layer by layer
    dZ2 = (P - Y_train) / len(X_train)
    dW2 = H.T @ dZ2 + DECAY * W2
    db2 = dZ2.sum(axis=0)
    dH = dZ2 @ W2.T
    dZ1 = dH * (1 - H ** 2)
    dW1 = X_train.T @ dZ1 + DECAY * W1
    db1 = dZ1.sum(axis=0)

    W1 -= RATE * dW1
    b1 -= RATE * db1
    W2 -= RATE * dW2
    b2 -= RATE * db2

    if epoch % 20 == 0:
        print(f"epoch {epoch:3d}: loss {loss:.5f}, accuracy {accuracy(P, train_labels):.3f}")


# --- how well it does --------------------------------------------------------

_, P = forward(X_test, W1, b1, W2, b2)
print("test accuracy:", accuracy(P, test_labels))
print("loss fell from", history[0], "to", history[-1])
print("largest weight:", np.max(np.abs(W1)))
