# softmax 回归，三类数据
import numpy as np

np.random.seed(0)

# 生成数据
num_per_class = 40
centers = [[0, 2], [2, -1], [-2, -1]]
data, labels = [], []
for c, center in enumerate(centers):
    data.append(np.random.randn(num_per_class, 2) * 0.8 + center)
    labels += [c] * num_per_class
X = np.concatenate(data)
labels = np.array(labels)

# 独热编码
Y = np.zeros((len(labels), 3))
for i, l in enumerate(labels):
    Y[i, l] = 1


def softmax(z):
    # 减去最大值防止溢出
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


W = np.random.randn(2, 3) * 0.01
b = np.zeros((1, 3))
learning_rate = 0.2

for epoch in range(200):
    # 前向传播
    scores = X.dot(W) + b
    P = softmax(scores)
    # 交叉熵损失
    loss = -np.sum(Y * np.log(P)) / X.shape[0]
    # 反向传播
    dscores = (P - Y) / X.shape[0]
    dW = X.T.dot(dscores)
    db = np.sum(dscores, axis=0, keepdims=True)
    # 更新参数
    W -= learning_rate * dW
    b -= learning_rate * db
    if epoch % 20 == 0:
        acc = np.mean(np.argmax(P, axis=1) == labels)
        print('第%d轮 损失: %.4f 准确率: %.3f' % (epoch, loss, acc))

print('W =', W)
print('b =', b)
