package configured

type bus struct{}

func (b *bus) On(topic string, h func(int)) {}

func paid(int) {}

func setup(b *bus) {
	b.On("invoice.paid", paid) // door `ANY invoice.paid handler=configured.paid kind=job`
}
