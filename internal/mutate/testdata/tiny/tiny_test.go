package tiny

import "testing"

func TestLower(t *testing.T) {
	if got := Lower(2, 1); got != 1 {
		t.Fatalf("Lower(2, 1) = %d", got)
	}
}

func TestNegative(t *testing.T) {
	if got := Lower(-2, 1); got != 0 {
		t.Fatalf("Lower(-2, 1) = %d", got)
	}
}

func TestAlwaysFails(t *testing.T) {
	t.Fatal("a test that fails unbroken")
}
