package suggest

// edits returns how many single-rune insertions, deletions, replacements and swaps of neighbours turn a into b (optimal
// string alignment). With piece, into any piece of b that begins where a word begins.
func edits(a, b []rune, piece bool) int {
	n := len(b) + 1
	rows := make([]int, 3*n)
	before, last, row := rows[:n], rows[n:2*n], rows[2*n:]
	for j := range row {
		if last[j] = j; piece && j > 0 && b[j-1] == ' ' {
			last[j] = 0
		} else if j > 0 {
			last[j] = last[j-1] + 1
		}
	}
	for i, r := range a {
		row[0] = i + 1
		for j, s := range b {
			cost := 1
			if r == s {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && r == b[j-1] && a[i-1] == s {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	if !piece {
		return last[len(b)]
	}
	least := last[0]
	for _, n := range last {
		least = min(least, n)
	}
	return least
}
