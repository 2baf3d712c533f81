package connectwise

// SubCategory groups catalog items below a category.
type SubCategory struct {
	ID           int       `json:"id"`
	Name         string    `json:"name"`
	Category     Reference `json:"category"`
	InactiveFlag bool      `json:"inactiveFlag"`
	DefaultFlag  bool      `json:"defaultFlag"`
	Info         Info      `json:"_info"`
}

func (s SubCategory) recordID() int { return s.ID }

// ProductType is a kind of catalog item.
type ProductType struct {
	ID           int    `json:"id"`
	Name         string `json:"name"`
	TypeXref     string `json:"typeXref"` // InventoryPart, NonInventoryPart, OtherCharge, Service
	InactiveFlag bool   `json:"inactiveFlag"`
	DefaultFlag  bool   `json:"defaultFlag"`
	Info         Info   `json:"_info"`
}

func (t ProductType) recordID() int { return t.ID }
