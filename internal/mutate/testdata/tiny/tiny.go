// Package tiny is what the tests of mutate break.
package tiny

// Lower returns the lower of two quantities, but never less than 0.
func Lower(a, b int) int {
	low := min(a, b)
	if low < 0 {
		return 0
	}
	return low
}

// Unwatched has no test.
func Unwatched() int { return 7 }
