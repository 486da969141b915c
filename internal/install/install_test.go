package install

import (
	"fmt"
	"strings"
	"testing"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// short writes a command as the tables below do.
func short(c Command) string {
	state := "loose"
	if c.Frozen {
		state = "frozen"
	}
	if c.From == "platform" {
		state += " by default"
	}
	if c.Unsure != "" {
		state = "unsure"
	}
	return fmt.Sprintf("%d:%d %s %s", c.Line, c.Col, c.Text, state)
}

func TestFind(t *testing.T) {
	ci := Setting{CI: true}
	tests := []struct {
		name   string
		script string
		in     Setting
		want   []string
	}{
		{"npm ci", "npm ci", ci, []string{"1:1 npm ci frozen"}},
		{"a chosen program", "$PM install && \"$PM\" \"$WHAT\" && $SUM \"$file\" && ${RUNNER:-x} $y", ci, []string{"1:1 * install unsure", "1:16 * * unsure", "1:49 * * unsure"}},
		{"npm ci with flags", "npm --prefix web ci --ignore-scripts", ci, []string{"1:1 npm --prefix web ci --ignore-scripts frozen"}},
		{"npm ci without lock", "npm ci --no-package-lock", ci, []string{"1:1 npm ci --no-package-lock loose"}},
		{"npm install", "npm install", ci, []string{"1:1 npm install loose"}},
		{"global exact", "npm i -g npm@11.0.0", ci, []string{"1:1 npm i -g npm@11.0.0 loose"}},
		{"no install", "npm run build && npm test; npm publish", ci, nil},
		{"runner", "npx tsc && npx -y foo && npx foo@latest && npx --no-install foo@1", ci, []string{"1:12 npx -y foo loose", "1:26 npx foo@latest loose"}},
		{"exec", "npm exec -- foo@1.0.0", ci, []string{"1:1 npm exec -- foo@1.0.0 loose"}},
		{"pnpm on CI", "pnpm i", ci, []string{"1:1 pnpm i frozen by default"}},
		{"pnpm elsewhere", "pnpm i", Setting{}, []string{"1:1 pnpm i loose"}},
		{"pnpm frozen", "pnpm -C web install --frozen-lockfile", Setting{}, []string{"1:1 pnpm -C web install --frozen-lockfile frozen"}},
		{"pnpm not frozen", "pnpm i --no-frozen-lockfile\npnpm i --frozen-lockfile=false", ci, []string{"1:1 pnpm i --no-frozen-lockfile loose", "2:1 pnpm i --frozen-lockfile loose"}},
		{"pnpm dlx", "pnpm dlx foo", ci, []string{"1:1 pnpm dlx foo loose"}},
		{"yarn bare", "yarn", Setting{}, []string{"1:1 yarn loose"}},
		{"yarn on CI", "yarn install", ci, []string{"1:1 yarn install unsure"}},
		{"yarn frozen", "yarn --frozen-lockfile && yarn install --immutable", ci, []string{"1:1 yarn --frozen-lockfile frozen", "1:27 yarn install --immutable frozen"}},
		{"yarn script", "yarn build && yarn run test && yarn --version", ci, nil},
		{"bun", "bun install --frozen-lockfile; bun ci; bun i; bun run x", ci, []string{"1:1 bun install --frozen-lockfile frozen", "1:32 bun ci frozen", "1:40 bun i loose"}},
		{"pip", "pip install --require-hashes -r r.txt\npip3 install foo==1.2\npython3 -m pip install -r r.txt", ci,
			[]string{"1:1 pip install --require-hashes -r r.txt frozen", "2:1 pip3 install foo==1.2 loose", "3:1 python3 -m pip install -r r.txt unsure"}},
		{"pip from git", "pip install --no-deps -e git+https://example.com/o/r.git@" + commit + "#egg=p\npip install --no-deps -e git+https://example.com/o/r.git@v1.0\npip install -e git+https://example.com/o/r.git@" + commit, ci,
			[]string{"1:1 pip install --no-deps -e git+https://example.com/o/r.git@" + commit + "#egg=p frozen", "2:1 pip install --no-deps -e git+https://example.com/o/r.git@v1.0 loose", "3:1 pip install -e git+https://example.com/o/r.git@" + commit + " loose"}},
		{"pip from hg", "pip install --no-deps -e hg+https://example.com/o/r@" + commit, ci, []string{"1:1 pip install --no-deps -e hg+https://example.com/o/r@" + commit + " loose"}},
		{"nuget", "nuget install a\nnuget.exe install a -Version 1.2.3\nnuget install config/packages.config\nnuget restore\nnuget restore -LockedMode", ci,
			[]string{"1:1 nuget install a loose", "2:1 nuget install a -Version 1.2.3 loose", "3:1 nuget install config/packages.config frozen", "4:1 nuget restore loose", "5:1 nuget restore -LockedMode frozen"}},
		{"dotnet", "dotnet restore\ndotnet.exe restore --locked-mode\ndotnet add a package b -v 1.0\ndotnet add a reference b\ndotnet build\ndotnet tool restore\ndotnet tool install -g x --version 1.*", ci,
			[]string{"1:1 dotnet restore loose", "2:1 dotnet restore --locked-mode frozen", "3:1 dotnet add a package b -v 1.0 loose", "6:1 dotnet tool restore frozen", "7:1 dotnet tool install -g x --version 1.* loose"}},
		{"dotnet, perhaps locked", "dotnet restore", Setting{LockedRestore: true}, []string{"1:1 dotnet restore unsure"}},
		{"msbuild", "msbuild /t:restore\nmsbuild -t:restore /p:RestoreLockedMode=true\nmsbuild x.sln", ci, []string{"1:1 msbuild /t:restore loose", "2:1 msbuild -t:restore /p:RestoreLockedMode=true frozen"}},
		{"pip local", "pip install --no-deps .\npip install .", ci, []string{"1:1 pip install --no-deps . frozen", "2:1 pip install . loose"}},
		{"go", "go install example.com/x@latest\ngo install example.com/x@v1.2.3\ngo install ./...\ngo mod download\ngo get example.com/x\ngo get -d -v\ngo run example.com/x@main a@b", ci,
			[]string{"1:1 go install example.com/x@latest loose", "2:1 go install example.com/x@v1.2.3 frozen", "3:1 go install ./... frozen", "4:1 go mod download frozen", "5:1 go get example.com/x loose", "6:1 go get -d -v frozen", "7:1 go run example.com/x@main a@b loose"}},
		{"go, second package loose", "go install example.com/a@v1.0.0 example.com/b@latest", ci, []string{"1:1 go install example.com/a@v1.0.0 example.com/b@latest loose"}},
		{"uv", "uv sync\nuv sync --locked --group dev\nuv add x\nuv tool install ruff@0.5.0\nuvx ruff check\nuvx --from ruff==0.5.0 ruff\nuv run pytest\nuv pip install --require-hashes -r r.txt", ci,
			[]string{"1:1 uv sync loose", "2:1 uv sync --locked --group dev frozen", "3:1 uv add x loose", "4:1 uv tool install ruff@0.5.0 loose", "5:1 uvx ruff check loose", "6:1 uvx --from ruff==0.5.0 ruff loose", "8:1 uv pip install --require-hashes -r r.txt frozen"}},
		{"pipx", "pipx install poetry==1.8.0; pipx run build; pipx list; pipx install .; pipx install", ci, []string{"1:1 pipx install poetry==1.8.0 loose", "1:29 pipx run build loose"}},
		{"poetry", "poetry install --no-root && poetry add x && poetry run pytest && poetry sync", ci, []string{"1:1 poetry install --no-root unsure", "1:29 poetry add x loose", "1:66 poetry sync unsure"}},
		{"pipenv", "pipenv sync; pipenv install --deploy; pipenv install; pipenv install x --deploy; pipenv run x; pipenv install -r r.txt --deploy", ci,
			[]string{"1:1 pipenv sync frozen", "1:14 pipenv install --deploy frozen", "1:39 pipenv install loose", "1:55 pipenv install x --deploy loose", "1:96 pipenv install -r r.txt --deploy loose"}},
		{"ruby", "gem install bundler -v 2.5.0\nbundle\nbundle install --frozen\nbundle install --jobs 4\nbundle exec rake\nbundle --version\ngem build x", ci,
			[]string{"1:1 gem install bundler -v 2.5.0 loose", "2:1 bundle unsure", "3:1 bundle install --frozen frozen", "4:1 bundle install --jobs 4 unsure"}},
		{"composer", "composer install --no-dev; composer require a/b; composer dump-autoload", ci, []string{"1:1 composer install --no-dev unsure", "1:28 composer require a/b loose"}},
		{"cargo", "cargo build --release\ncargo +nightly test --locked\ncargo fmt\ncargo install ripgrep\ncargo install --locked ripgrep\ncargo install --locked ripgrep@14.1.0\ncargo install --locked --version 14.1.0 ripgrep\ncargo install --locked --path .\ncargo install ripgrep@14.1.0\ncargo run -- --locked", ci,
			[]string{"1:1 cargo build --release unsure", "2:1 cargo +nightly test --locked frozen", "4:1 cargo install ripgrep loose", "5:1 cargo install --locked ripgrep loose",
				"6:1 cargo install --locked ripgrep@14.1.0 unsure", "7:1 cargo install --locked --version 14.1.0 ripgrep unsure", "8:1 cargo install --locked --path . unsure", "9:1 cargo install ripgrep@14.1.0 loose", "10:1 cargo run -- --locked unsure"}},
		{"dotnet", "dotnet restore\ndotnet restore --locked-mode\ndotnet restore -p:RestoreLockedMode=true x.sln\ndotnet add x.csproj package Y\ndotnet tool install -g z\ndotnet build\nnuget restore -LockedMode\nnuget restore", ci,
			[]string{"1:1 dotnet restore loose", "2:1 dotnet restore --locked-mode frozen", "3:1 dotnet restore -p:RestoreLockedMode x.sln frozen", "4:1 dotnet add x.csproj package Y loose", "5:1 dotnet tool install -g z loose",
				"7:1 nuget restore -LockedMode frozen", "8:1 nuget restore loose"}},
		{"pdm", "pdm sync; pdm install --frozen-lockfile; pdm install; pdm add x", ci, []string{"1:1 pdm sync frozen", "1:11 pdm install --frozen-lockfile frozen", "1:42 pdm install loose", "1:55 pdm add x loose"}},
		{"go build", "go build ./... && go build -mod=mod ./...", ci, []string{"1:19 go build -mod ./... loose"}},
		{"continuation", "npm \\\n  install \\\n  foo && \\\n  npm ci", ci, []string{"1:1 npm install foo loose", "4:3 npm ci frozen"}},
		{"control", "if [ -f x ]; then\n  npm ci\nelse npm i; fi\nfor d in a b; do (cd $d && npm ci); done", ci, []string{"2:3 npm ci frozen", "3:6 npm i loose", "4:28 npm ci frozen"}},
		{"substitution", `x=$(npm i foo) && echo "$(npm ci)" ` + "`npm i bar`", ci, []string{"1:5 npm i foo loose", "1:27 npm ci frozen", "1:37 npm i bar loose"}},
		{"quoted text is no command", "echo 'npm install' \"npm install\" # npm install\n# npm install", ci, nil},
		{"wrapped", "sudo -E npm i; env CI=1 npm ci; FOO=bar npm i; timeout 5m npm ci; corepack pnpm i --frozen-lockfile", ci,
			[]string{"1:9 npm i loose", "1:25 npm ci frozen", "1:41 npm i loose", "1:59 npm ci frozen", "1:76 pnpm i --frozen-lockfile frozen"}},
		{"inner shell", "bash -lc 'cd web && npm i'", ci, []string{"1:21 npm i loose"}},
		{"here-document as data", "cat > x <<EOF\nnpm install\nEOF\nnpm ci", ci, []string{"4:1 npm ci frozen"}},
		{"here-document as script", "bash <<'EOF'\nnpm install\nEOF\ncat <<-X | sh\n\tnpm i\n\tX", ci, []string{"2:1 npm install loose", "5:2 npm i loose"}},
		{"chosen at run time", "$PM install\n${{ steps.pm.outputs.name }} ${{ steps.pm.outputs.cmd }}\n$CMD --version", ci, []string{"1:1 * install unsure", "2:1 * * unsure"}},
		{"expression as argument", "npm install foo@${{ matrix.v }}", ci, []string{"1:1 npm install foo@* loose"}},
		{"secrets stay out", "npm ci --//r.example.com/:_authToken=abc123\nnpm i https://u:p4ss@example.com/x.tgz?sig=s3\npip install --index-url https://u:p4ss@example.com foo", ci,
			[]string{"1:1 npm ci --//r.example.com/:_authToken frozen", "2:1 npm i https://example.com/x.tgz loose", "3:1 pip install --index-url foo loose"}},
		{"escapes", "npm i 'x\x1b[31m'", ci, []string{`1:1 npm i x\x1b[31m loose`}},
		{"no data fetched", "curl https://example.com/x | python3 -m json.tool", ci, nil},
		{"carriage returns", "npm ci\r\nnpm \\\r\n i\r\n", ci, []string{"1:1 npm ci frozen", "2:1 npm i loose"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range Find(tt.script, tt.in) {
				got = append(got, short(c))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestExec(t *testing.T) {
	got := Exec([]string{"npm", "install"}, Setting{})
	if len(got) != 1 || got[0].Frozen {
		t.Errorf("got %+v", got)
	}
	if got = Exec([]string{"sh", "-c", "npm ci"}, Setting{}); len(got) != 1 || !got[0].Frozen {
		t.Errorf("got %+v", got)
	}
}

func TestMentions(t *testing.T) {
	for s, want := range map[string]bool{"os.system('npm i')": true, "print('npmish')": false, "": false} {
		if Mentions(s) != want {
			t.Errorf("Mentions(%q) is not %v", s, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"npm ci", "a $(b `c` \"${d:-$(e)}\") <<X\nX", "bash -c 'bash -c \"npm i\"'", "<<", "$((", "${{", "'", "\\", "((((`"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		lines := strings.Count(s, "\n") + 1
		for _, c := range Find(s, Setting{}) {
			if c.Line < 1 || c.Line > lines || c.Col < 1 {
				t.Errorf("%+v lies outside %d lines", c, lines)
			}
		}
	})
}

func TestExact(t *testing.T) {
	for in, want := range map[string]bool{
		"a@1.2.3": true, "@s/a@1.2.3": true, "a@^1.2.3": false, "a": false, "o/r#" + commit: true, "github:o/r#" + commit: true, "githu:o/r#" + commit: false,
		"http://x/js#" + commit: false, "git+https://x.example.com/o/r#" + commit: true, "https://x.example.com/o/r.git#" + commit: true, "o/r#v1": false,
		"n@git+https://x.example.com/o/r#" + commit: true,
	} {
		if exactPackage(in) != want {
			t.Errorf("exactPackage(%q) is not %v", in, want)
		}
	}
	for in, want := range map[string]bool{"1.0": true, "1.*": false, "[1.0,2.0)": false, "": false} {
		if exactNuGet(in) != want {
			t.Errorf("exactNuGet(%q) is not %v", in, want)
		}
	}
	for in, want := range map[string]bool{
		"<RestoreLockedMode>true</RestoreLockedMode>": true, "<RestoreLockedMode Condition=\"x\">true</RestoreLockedMode>": true,
		"<RestoreLockedMode>false</RestoreLockedMode>": false, "": false,
	} {
		if SpeaksOfLockedRestore(in) != want {
			t.Errorf("%q is not %v", in, want)
		}
	}
	if !IsProject("a/b.csproj") || IsProject("a.cs") {
		t.Error("IsProject")
	}
}
