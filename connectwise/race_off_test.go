//go:build !race

package connectwise_test

const raceDetector = false
