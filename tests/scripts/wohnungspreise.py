# -*- coding: utf-8 -*-
# Mietpreise mit multipler linearer Regression, Gradientenabstieg von Hand
import numpy as np

# Spalten: Wohnfläche [qm], Zimmer, Alter [Jahre], Entfernung zum Zentrum [km]
daten = np.array([
    [ 45., 2., 30., 3.1],
    [ 62., 2., 12., 5.0],
    [ 80., 3., 55., 1.2],
    [ 38., 1.,  5., 7.4],
    [110., 4., 20., 4.4],
    [ 95., 4., 70., 2.0],
    [ 71., 3., 41., 6.3],
    [ 54., 2., 18., 0.9],
    [128., 5., 33., 8.8],
    [ 66., 3.,  2., 3.7],
    [ 49., 2., 64., 2.5],
    [ 87., 3., 10., 9.1],
])
miete = np.array([610., 820., 1190., 480., 1430., 1210., 790., 890., 1390., 1010., 640., 930.])

# Standardisieren, sonst divergiert das Verfahren
mittel = daten.mean(axis=0)
streuung = daten.std(axis=0)
X = (daten - mittel) / streuung
y = (miete - miete.mean()) / miete.std()

anzahl, merkmale = X.shape
gewichte = np.zeros(merkmale)
achsenabschnitt = 0.0
lernrate = 0.05

verlauf = []
for durchlauf in range(800):
    vorhersage = X.dot(gewichte) + achsenabschnitt
    fehler = vorhersage - y
    mse = np.mean(fehler ** 2)
    verlauf.append(mse)

    grad_w = 2.0 / anzahl * X.T.dot(fehler)
    grad_b = 2.0 / anzahl * fehler.sum()

    gewichte -= lernrate * grad_w
    achsenabschnitt -= lernrate * grad_b

    if durchlauf % 100 == 0:
        print("Durchlauf {:4d}: MSE = {:.5f}".format(durchlauf, mse))

print("Gewichte:", np.round(gewichte, 4))
print("Achsenabschnitt:", round(float(achsenabschnitt), 6))

# Zurückrechnen in Euro
in_euro = (X.dot(gewichte) + achsenabschnitt) * miete.std() + miete.mean()
for ist, soll in zip(in_euro, miete):
    print("geschätzt {:8.2f} EUR, tatsächlich {:8.2f} EUR".format(ist, soll))
