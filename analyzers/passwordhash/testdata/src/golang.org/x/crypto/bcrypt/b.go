package bcrypt

const (
	MinCost     = 4
	DefaultCost = 10
)

func GenerateFromPassword(password []byte, cost int) ([]byte, error) { return nil, nil }
func CompareHashAndPassword(hashedPassword, password []byte) error   { return nil }
