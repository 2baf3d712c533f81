// Command usagesync turns monthly Sophos Central usage into ConnectWise PSA agreement additions. It is the tool of the
// person who does an MSP's billing, and, since it is made of the SDK's public API only, the place to copy from: each
// command is a file of its name.
//
// Nothing needs an account to be tried: usagesync demo COMMAND runs any command against a made-up MSP on this machine.
//
//	usagesync demo plan
//	usagesync demo sync --yes
//	usagesync demo reset
//
// # A month
//
//	usagesync plan --out october.json              # what would be written, what is withheld and why; writes nothing
//	usagesync additions adopt …                    # decisions, each with its reason: see Commands
//	usagesync plan --out october.json              # until nothing surprises
//	usagesync apply october.json --approve DIGEST  # exactly that plan
//	usagesync status                               # how every customer stands
//
// # Commands
//
//	doctor       configuration, logins, permissions, hosts, clocks, store, billing cycles
//	products     list, search, map, unmap, sync on|off, create, edit, alias: which product is which catalog item
//	customers    list, suggest, map, unmap, sync on|off, refresh, close, move, renew: which customer is which agreement
//	additions    list, adopt, link, accept, overwrite, and more: which additions are the sync's
//	rules        list, exclude, pin, set: exclusions, pins and quantity rules
//	settings     export, import: the whole configuration as one document
//	plan         what a sync would do; --release lets one withheld step through, with a reason
//	apply        carry out the plan that is approved by its digest
//	sync         plan and apply in one go; --every keeps running and follows the schedule of the settings
//	status       how every customer stands; --drift compares with ConnectWise
//	history      runs, what one of them wrote, and --decisions: who changed the settings and why
//	explain      why a number is what it is, from the usage rows to what was read back
//	undo         take a run back, as far as nobody changed anything since
//	report       a month as CSV, Markdown or JSON
//	demo         any command against a made-up MSP
//	completion   completion script for bash, zsh or fish
//
// Each has --help with examples. With --json a command prints one JSON document on standard output and nothing else;
// progress and messages go to standard error, as bars on a terminal and as a few lines elsewhere.
//
// # Exit codes
//
//	0  done
//	1  failed after the first use of the network or the store: no access, incomplete data that stopped the run
//	2  wrong before that: flags, configuration, an input file. Nothing was sent
//	3  finished, but something was withheld, failed or left unaccounted: read what was printed
//
// Ctrl-C, or SIGTERM, ends a sync after the write that is under way and with exit code 1. What was written is recorded;
// the next plan goes on from there. Nothing is lost or written twice by a crash either: the next run reads back what became
// of a write whose outcome is not known, once its settle window has passed.
//
// # Environment
//
//	SOPHOS_CLIENT_ID, SOPHOS_CLIENT_SECRET     partner API credential of Sophos Central Partner
//	SOPHOS_ID_URL, SOPHOS_API_URL              default https://id.sophos.com and https://api.central.sophos.com
//	CONNECTWISE_URL                            up to and including /v4_6_release/apis/3.0
//	CONNECTWISE_COMPANY                        company id of the login screen
//	CONNECTWISE_PUBLIC_KEY, CONNECTWISE_PRIVATE_KEY
//	                                           keys of an API member
//	CONNECTWISE_CLIENT_ID                      the integration's id, from developer.connectwise.com
//	CONNECTWISE_MEMBER                         identifier of that API member; optional
//	SOPHOS_LIMITS, CONNECTWISE_LIMITS          such as 10/1s,100/1m,1000/1h; none; default what the vendors publish
//	USAGESYNC_STORE                            SQLite file (default usagesync.db), or postgres://…
//	USAGESYNC_PARTNER                          whose records these are in the store; default "default"
//	USAGESYNC_SETTLE                           settle window, such as 5m, which is the default
//	USAGESYNC_DEMO                             folder of the demonstration; default usagesync-demo
//
// Hosts are https, or http on loopback. The SQLite file has to be the user's own (mode 0600), in a folder in which nobody
// else may replace it.
//
// # Configuration file
//
// --config names a JSON file of the same variables, except the last. Flags win over the environment, the environment over
// the file. A value may be a reference, env:NAME or file:PATH; the two secrets may be nothing else.
//
//	{
//	  "SOPHOS_CLIENT_ID": "…",
//	  "SOPHOS_CLIENT_SECRET": "file:/run/secrets/sophos",
//	  "CONNECTWISE_URL": "https://api-na.myconnectwise.net/v4_6_release/apis/3.0",
//	  "CONNECTWISE_COMPANY": "harbor",
//	  "CONNECTWISE_PUBLIC_KEY": "…",
//	  "CONNECTWISE_PRIVATE_KEY": "env:CW_PRIVATE_KEY",
//	  "CONNECTWISE_CLIENT_ID": "…",
//	  "USAGESYNC_STORE": "/var/lib/usagesync/usagesync.db"
//	}
//
// Which product, customer and rule goes where is not configuration but settings, in the store: products, customers,
// additions and rules change them, with who, when and why; settings export and import move them.
//
// # Unattended
//
// With cron, on the 2nd of each month, for the month that is over (exit code 3 means that somebody has to look):
//
//	0 6 2 * *  usagesync sync --config /etc/usagesync.json --yes --json > /var/log/usagesync/$(date +\%F).json
//
// With systemd, a timer and
//
//	[Unit]
//	Description=Sophos usage to ConnectWise
//	After=network-online.target
//	Wants=network-online.target
//
//	[Service]
//	Type=oneshot
//	User=usagesync
//	StateDirectory=usagesync
//	StateDirectoryMode=0700
//	WorkingDirectory=/var/lib/usagesync
//	LoadCredential=sophos:/etc/usagesync/sophos
//	LoadCredential=connectwise:/etc/usagesync/connectwise
//	ExecStart=/usr/local/bin/usagesync sync --config /etc/usagesync/config.json --yes
//	SuccessExitStatus=3
//	TimeoutStopSec=120
//
//	[Timer]
//	OnCalendar=*-*-02 06:00:00
//	Persistent=true
//
// (the last section in a file of its own, usagesync.timer). The file's references are then
// file:/run/credentials/usagesync.service/sophos and …/connectwise.
//
// Without either, usagesync sync --yes --every 1h keeps running and looks each hour whether a run is due by the schedule
// of the settings, which has the three modes of Sophos's own sync: with the monthly invoice (from the closing day on), on a
// day of the month (up to the 15th: for the month before), daily. Only one run at a time writes: the store gives one lease.
//
// # Going live
//
//  1. Make an API member in ConnectWise with a role of its own: Companies > Company Maintenance: Inquire All; Finance >
//     Agreements: Add, Edit and Inquire All; Procurement > Product Catalog: Inquire All (Add and Edit All for products
//     create and edit); System > Table Setup: Inquire All. In Sophos Central Partner make an API credential.
//  2. usagesync doctor, until nothing is a problem. Classify the billing cycles that it lists.
//  3. Switch Sophos's own sync off, if it was in use. Two writers on one addition end in a withheld line.
//  4. Map the products, and one customer whom you know well. Plan. Compare every line with the invoice of last month.
//  5. Apply that one plan. Look at the addition in ConnectWise, then plan again: it has nothing to write.
//  6. Map the others: customers suggest, additions adopt --all-unambiguous. Read what is withheld; each step says what to
//     do. Raise no limit to get rid of a withheld step: release it, with a reason, or correct what it points at.
//  7. Apply by hand for two or three months. Then let it run unattended, and have somebody read what ends with 3.
//
// An apply that was wrong is taken back with undo, until the invoice is made. Back the store up: it remembers which
// additions are the sync's. Without it nothing is harmed, but every addition has to be adopted again.
//
// # Large sites
//
// A sync asks for the usage report in pages of 1,000 rows, for customers in pages of 100, for companies, agreements and
// items in pages of 1,000, for the additions of each mapped agreement once, and again before its first write where that
// was more than 30 seconds ago, and for one write per line that changes; agreements are read again in batches of 50.
//
// The first month of 2,000 customers with 8 products each, 16,000 rows and 16,000 creates, against servers on loopback
// without limits (BenchmarkSync): 2 to 2.5 ms of processor time and 8 to 10 ms of clock for each row on a busy machine
// with two cores, which the servers share; at most 127 MB of memory, 8 kB for each row. With the vendors' published
// limits, not this program decides: at 1,000 requests a minute the same month takes 20 minutes.
package main
