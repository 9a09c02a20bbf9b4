import numpy

def sig(t):
	return 1.0/(1.0+numpy.exp(-t))

numpy.random.seed(1234)

# 3-bit parity is hard, 3-bit majority is easy: start with the easy one
inputs = numpy.array([[0,0,0],[0,0,1],[0,1,0],[0,1,1],[1,0,0],[1,0,1],[1,1,0],[1,1,1]], dtype=float)
targets = numpy.array([[0],[0],[0],[1],[0],[1],[1],[1]], dtype=float)

w_ih = numpy.random.uniform(-1, 1, (3, 4))
b_h = numpy.zeros(4)
w_ho = numpy.random.uniform(-1, 1, (4, 1))
b_o = numpy.zeros(1)

rate = 0.7
epoch = 0
while epoch < 2500:
	# forward pass
	h = sig(numpy.dot(inputs, w_ih) + b_h)
	o = sig(numpy.dot(h, w_ho) + b_o)
	# E = 1/2 * sum of squared errors
	e = o - targets
	E = 0.5*numpy.sum(e**2)
	# backward pass
	delta_o = e*o*(1-o)
	delta_h = numpy.dot(delta_o, w_ho.T)*h*(1-h)
	# step
	w_ho -= rate*numpy.dot(h.T, delta_o)
	b_o -= rate*numpy.sum(delta_o, 0)
	w_ih -= rate*numpy.dot(inputs.T, delta_h)
	b_h -= rate*numpy.sum(delta_h, 0)
	if epoch % 500 == 0:
		print("epoch", epoch, "E =", E)
	epoch += 1

print("outputs after training:")
for i in range(8):
	print(inputs[i], "->", "%.3f" % o[i, 0], "want", targets[i, 0])
