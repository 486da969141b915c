package install

import "strings"

func npm(k call) (Command, bool) {
	c := Command{Manager: "npm", Ecosystem: "npm"}
	switch k.sub {
	case "ci", "clean-install", "ic", "install-clean", "isntall-clean",
		"cit", "install-ci-test", "clean-install-test", "sit":
		c.Frozen = !k.off("--package-lock") && !k.has("--no-package-lock")
		return c, true
	case "install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall", "add",
		"it", "install-test", "update", "up", "upgrade", "udpate":
		c.Global = k.has("-g", "--global", "--location=global")
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "exec", "x":
		rest := k
		rest.sub, rest.args = "", nil
		if len(k.args) > 0 {
			rest.sub, rest.args = k.args[0].Text, k.args[1:]
		}
		return runner("npm", rest, false)
	}
	return c, false
}

// runner is npx and its like: it downloads a package to run it. Without a
// version npx and bunx run what the lock installed, if it is there.
func runner(manager string, k call, always bool) (Command, bool) {
	c := Command{Manager: manager, Ecosystem: "npm", Packages: 1}
	pkg := k.sub
	for _, f := range k.after {
		if name, v, ok := strings.Cut(f, "="); ok && (name == "-p" || name == "--package") {
			pkg = v
		}
	}
	if pkg == "" || isLocal(pkg) || k.has("--no-install", "--no") {
		return c, false
	}
	c.Exact = exactPackage(pkg)
	return c, always || strings.LastIndexByte(pkg, '@') > 0 || k.has("-y", "--yes")
}

func pnpm(k call, in Setting) (Command, bool) {
	c := Command{Manager: "pnpm", Ecosystem: "npm", Global: k.has("-g", "--global")}
	switch k.sub {
	case "ci", "clean-install", "fetch":
		c.Frozen = true
		return c, true
	case "install", "i":
		if len(k.args) > 0 {
			c.Packages, c.Exact = k.named(k.args)
			return c, true
		}
		switch {
		case k.has("--no-frozen-lockfile", "--no-lockfile", "--fix-lockfile") || k.off("--frozen-lockfile", "--lockfile"):
		case k.has("--frozen-lockfile"):
			c.Frozen = true
		case in.CI: // pnpm documents that it freezes the lock where CI is set
			c.Frozen, c.From = true, "platform"
		}
		return c, true
	case "add", "update", "up", "upgrade":
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "dlx":
		if len(k.args) == 0 {
			return c, false
		}
		k.sub = k.args[0].Text
		return runner("pnpm", k, true)
	}
	return c, false
}

func yarn(k call, in Setting) (Command, bool) {
	c := Command{Manager: "yarn", Ecosystem: "npm"}
	switch k.sub {
	case "", "install":
		switch {
		case k.has("--version", "-v", "--help", "-h"):
			return c, false
		case k.has("--no-immutable", "--no-lockfile") || k.off("--immutable", "--frozen-lockfile"):
		case k.has("--immutable", "--frozen-lockfile"):
			c.Frozen = true
		case in.CI:
			c.Unsure = "yarn 1 may change the lock here and yarn 2 and later do not; say --frozen-lockfile or --immutable"
		}
		return c, true
	case "add", "up", "upgrade", "upgrade-interactive":
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "global":
		if len(k.args) > 1 && k.args[0].Text == "add" {
			c.Global = true
			c.Packages, c.Exact = k.named(k.args[1:])
			return c, true
		}
	case "dlx":
		if len(k.args) > 0 {
			k.sub = k.args[0].Text
			return runner("yarn", k, true)
		}
	case "workspaces":
		if len(k.args) > 0 && k.args[0].Text == "focus" {
			c.Unsure = "yarn workspaces focus has no flag that freezes the lock"
			return c, true
		}
	}
	return c, false
}

func bun(k call) (Command, bool) {
	c := Command{Manager: "bun", Ecosystem: "npm", Global: k.has("-g", "--global")}
	switch k.sub {
	case "ci":
		c.Frozen = true
		return c, true
	case "install", "i":
		c.Packages, c.Exact = k.named(k.args)
		c.Frozen = c.Packages == 0 && k.has("--frozen-lockfile")
		return c, true
	case "add", "a", "update":
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "x":
		if len(k.args) > 0 {
			k.sub = k.args[0].Text
			return runner("bun", k, false)
		}
	}
	return c, false
}
