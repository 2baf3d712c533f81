package connectwise

// Category groups subcategories of catalog items.
type Category struct {
	ID              int      `json:"id"`
	Name            string   `json:"name"`
	InactiveFlag    bool     `json:"inactiveFlag"`
	DefaultFlag     bool     `json:"defaultFlag"`
	PriceLevelXref  string   `json:"priceLevelXref"`
	IntegrationXref string   `json:"integrationXref"`
	LocationIDs     []int    `json:"locationIds"`
	Info            Info     `json:"_info"`
	Doubts          []string `json:"-"`
}

func (c Category) recordID() int { return c.ID }

// SubCategory groups catalog items below a category.
type SubCategory struct {
	ID              int       `json:"id"`
	Name            string    `json:"name"`
	Category        Reference `json:"category"`
	InactiveFlag    bool      `json:"inactiveFlag"`
	DefaultFlag     bool      `json:"defaultFlag"`
	IntegrationXref string    `json:"integrationXref"`
	Info            Info      `json:"_info"`
	Doubts          []string  `json:"-"`
}

func (s SubCategory) recordID() int { return s.ID }

// ProductType is a kind of catalog item.
type ProductType struct {
	ID           int      `json:"id"`
	Name         string   `json:"name"`
	TypeXref     string   `json:"typeXref"` // InventoryPart, NonInventoryPart, OtherCharge, Service
	InactiveFlag bool     `json:"inactiveFlag"`
	DefaultFlag  bool     `json:"defaultFlag"`
	Info         Info     `json:"_info"`
	Doubts       []string `json:"-"`
}

func (t ProductType) recordID() int { return t.ID }

// UnitOfMeasure is what a catalog item is counted in.
type UnitOfMeasure struct {
	ID              int      `json:"id"`
	Name            string   `json:"name"`
	InactiveFlag    bool     `json:"inactiveFlag"`
	DefaultFlag     bool     `json:"defaultFlag"`
	UOMScheduleXref string   `json:"uomScheduleXref"`
	Info            Info     `json:"_info"`
	Doubts          []string `json:"-"`
}

func (u UnitOfMeasure) recordID() int { return u.ID }
