# Regresión logística desde cero
# Práctica 2 - Aprendizaje automático
import numpy as np

np.random.seed(7)

# Dos nubes de puntos: aprobados y suspensos según horas de estudio y de sueño
horas_a = np.random.normal([6.0, 7.5], [1.2, 0.8], size=(50, 2))
horas_s = np.random.normal([3.5, 6.0], [1.2, 0.9], size=(50, 2))
X = np.vstack([horas_a, horas_s])
y = np.concatenate([np.ones(50), np.zeros(50)])

# normalización
X = (X - X.mean(axis=0)) / X.std(axis=0)


def sigmoide(z):
    return 1.0 / (1.0 + np.exp(-z))


def entropia_cruzada(y_real, y_pred):
    eps = 1e-12
    return -np.mean(y_real * np.log(y_pred + eps) + (1 - y_real) * np.log(1 - y_pred + eps))


pesos = np.zeros(2)
sesgo = 0.0
tasa = 0.5
perdidas = []

for epoca in range(300):
    z = np.dot(X, pesos) + sesgo
    prob = sigmoide(z)
    perdida = entropia_cruzada(y, prob)
    perdidas.append(perdida)

    # derivadas parciales
    d_pesos = np.dot(X.T, prob - y) / len(y)
    d_sesgo = np.sum(prob - y) / len(y)

    # actualización
    pesos = pesos - tasa * d_pesos
    sesgo = sesgo - tasa * d_sesgo

    if (epoca + 1) % 50 == 0:
        print("Época %d: pérdida = %.6f" % (epoca + 1, perdida))

pred = (sigmoide(np.dot(X, pesos) + sesgo) >= 0.5).astype(int)
exactitud = np.mean(pred == y)
print("Pesos:", pesos)
print("Sesgo:", sesgo)
print("Exactitud: %.2f%%" % (100 * exactitud))
