package main

// settingsCmd holds the commands about the whole configuration.
type settingsCmd struct {
	Export settingsExportCmd `cmd:"" help:"Write the settings to a file."`
	Import settingsImportCmd `cmd:"" help:"Replace the settings by a file."`
}
