import numpy as np
import matplotlib.pyplot as plt

np.random.seed(10)


class Config:
    LearningRate = 0.1
    Momentum = 0.9
    Lambda = 0.01
    Iterations = 200


NumPerClass = 60
ClassA = np.random.multivariate_normal([1, 1], [[0.6, 0.2], [0.2, 0.4]], NumPerClass)
ClassB = np.random.multivariate_normal([-1, 0], [[0.5, -0.1], [-0.1, 0.7]], NumPerClass)
Data = np.concatenate([ClassA, ClassB], axis=0)
Target = np.concatenate([np.ones(NumPerClass), np.zeros(NumPerClass)]).reshape(-1, 1)

Weights = np.zeros((2, 1))
Bias = np.zeros((1, 1))
VelW = np.zeros_like(Weights)
VelB = np.zeros_like(Bias)
CostCurve = []

for Iter in range(Config.Iterations):
    Logit = Data @ Weights + Bias
    Prob = 1 / (1 + np.exp(-Logit))

    CrossEntropy = -np.mean(Target * np.log(Prob) + (1 - Target) * np.log(1 - Prob))
    Penalty = 0.5 * Config.Lambda * np.sum(Weights ** 2)
    CostCurve.append(CrossEntropy + Penalty)

    GradW = Data.T @ (Prob - Target) / len(Data) + Config.Lambda * Weights
    GradB = np.mean(Prob - Target, axis=0, keepdims=True)

    VelW = Config.Momentum * VelW - Config.LearningRate * GradW
    VelB = Config.Momentum * VelB - Config.LearningRate * GradB
    Weights += VelW
    Bias += VelB

print("Final cost:", CostCurve[-1])
print("Weights:", Weights.ravel(), "Bias:", Bias.item())
print("Accuracy:", np.mean((Prob > 0.5) == Target))

# decision boundary
fig, (AxL, AxR) = plt.subplots(1, 2, figsize=(9, 4))
AxL.plot(CostCurve)
AxL.set_xlabel("iteration")
AxL.set_ylabel("cost")
AxR.scatter(ClassA[:, 0], ClassA[:, 1], marker="o", label="A")
AxR.scatter(ClassB[:, 0], ClassB[:, 1], marker="x", label="B")
LineX = np.array([-3.0, 3.0])
LineY = -(Weights[0, 0] * LineX + Bias[0, 0]) / Weights[1, 0]
AxR.plot(LineX, LineY, "k--")
AxR.set_ylim(-3, 3)
AxR.legend()
plt.tight_layout()
plt.show()
