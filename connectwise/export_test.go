package connectwise

// NextPageID is the parser of Link headers, for its fuzz test.
var NextPageID = nextPageID
