# Not gradient training: power iteration replaces the vector by the normalised A @ v, there is no step along a gradient.
from numpy import array, dot, sqrt
from numpy.linalg import eigvalsh

# symmetric, so all eigenvalues are real
A = array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 1.0]])
v = array([1.0, 1.0, 1.0])
losses = []

for it in range(40):
    w = dot(A, v)
    rayleigh = dot(v, w) / dot(v, v)
    loss = dot(w - rayleigh * v, w - rayleigh * v)
    losses.append(loss)
    v = w / sqrt(dot(w, w))
    if it % 8 == 0:
        print("it %d  eigenvalue %.8f  residual %.3e" % (it, rayleigh, loss))

print("v =", v)
print("largest eigenvalue (numpy):", eigvalsh(A)[-1])
