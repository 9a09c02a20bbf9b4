import numpy as np


def softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    ex = np.exp(shifted)
    return ex / ex.sum(axis=1, keepdims=True)


def main():
    np.random.seed(314)
    n_classes, n_feat, n_total = 4, 5, 400

    means = np.random.randn(n_classes, n_feat) * 2
    labels = np.random.randint(0, n_classes, n_total)
    X = means[labels] + np.random.randn(n_total, n_feat)

    X_train, X_test = X[:320], X[320:]
    y_train, y_test = labels[:320], labels[320:]
    T_train = np.eye(n_classes)[y_train]

    W = np.zeros((n_feat, n_classes))
    b = np.zeros(n_classes)
    lr = 0.1
    batch = 40

    for epoch in range(15):
        order = np.random.permutation(len(X_train))
        X_shuf, T_shuf = X_train[order], T_train[order]
        epoch_loss = 0
        for i in range(0, len(X_train), batch):
            xb = X_shuf[i:i + batch]
            tb = T_shuf[i:i + batch]
            probs = softmax(xb @ W + b)
            epoch_loss += -np.sum(tb * np.log(probs + 1e-15))
            delta = (probs - tb) / len(xb)
            W -= lr * (xb.T @ delta)
            b -= lr * delta.sum(axis=0)
        acc = (softmax(X_test @ W + b).argmax(1) == y_test).mean()
        print(f"Epoch {epoch + 1:2d}/15  loss={epoch_loss / len(X_train):.4f}  test_acc={acc:.3f}")

    return W, b


if __name__ == "__main__":
    W, b = main()
    print(W.shape, b.shape)
    print("norm of W: %.4f" % np.linalg.norm(W))
