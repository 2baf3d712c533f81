package connectwise

// parseDecimal reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? without allocating.
func parseDecimal[S string | []byte](s S) (Decimal, error) {
	if len(s) > maxNumberText {
		return Decimal{}, errNumberRange
	}
	r := numberReader[S]{text: s}
	negative := r.skip('-')
	leadingZero := r.peek() == '0'
	whole := r.digits()
	if whole == 0 || leadingZero && whole > 1 {
		return Decimal{}, errNumberSyntax
	}
	places := 0
	if r.skip('.') {
		if places = r.digits(); places == 0 {
			return Decimal{}, errNumberSyntax
		}
	}
	exponent, ok := r.exponent()
	if !ok || r.at < len(s) {
		return Decimal{}, errNumberSyntax
	}
	if r.overflow || exponent < -maxExponent || exponent > maxExponent {
		return Decimal{}, errNumberRange
	}
	return newDecimal(negative, r.magnitude, exponent+r.zeros-places)
}

// numberReader walks over a number's text and gathers its digits. Zeros that may turn out to be trailing are only
// counted, so that 0.10000000000000000000000 is held as 0.1.
type numberReader[S string | []byte] struct {
	text      S
	at        int
	magnitude uint64
	zeros     int
	overflow  bool
}

func (r *numberReader[S]) peek() byte {
	if r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

func (r *numberReader[S]) skip(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

// digits takes a run of digits into the magnitude and returns how many there were.
func (r *numberReader[S]) digits() int {
	start := r.at
	for ; r.peek() >= '0' && r.peek() <= '9'; r.at++ {
		r.take(r.peek() - '0')
	}
	return r.at - start
}

func (r *numberReader[S]) take(digit byte) {
	if digit == 0 {
		if r.magnitude != 0 {
			r.zeros++
		}
		return
	}
	for ; r.zeros > 0; r.zeros-- {
		r.shift(0)
	}
	r.shift(digit)
}

func (r *numberReader[S]) shift(digit byte) {
	next, ok := shiftIn(r.magnitude, digit)
	r.magnitude, r.overflow = next, r.overflow || !ok
}

// exponent reads the power of ten; a value beyond maxExponent stands for every larger one.
func (r *numberReader[S]) exponent() (int, bool) {
	if !r.skip('e') && !r.skip('E') {
		return 0, true
	}
	sign := 1
	if r.skip('-') {
		sign = -1
	} else {
		r.skip('+')
	}
	start, value := r.at, 0
	for ; r.peek() >= '0' && r.peek() <= '9'; r.at++ {
		value = min(value*10+int(r.peek()-'0'), maxExponent+1)
	}
	return sign * value, r.at > start
}
