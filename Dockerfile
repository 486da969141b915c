# The program and nothing else. Put the Linux program of a release beside this
# file, checked against SHA256SUMS:
#
#   docker build -t candor .
#   docker run --rm --network none -v "$PWD:/src:ro" candor check /src
#
# There is no Go in it, so the Go checks say that they could not run. There are no
# certificate authorities either, so the commands that connect use Mozilla's list,
# which is part of the program, and say so. Where a company has an authority of
# its own, give it the host's: -v /etc/ssl/certs:/etc/ssl/certs:ro
FROM scratch
COPY candor /candor
# No name and no password file: the number of nobody.
USER 65534:65534
ENTRYPOINT ["/candor"]
