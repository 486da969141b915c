# The two programs and nothing else. Put the Linux programs of a release, candor
# and candor-aws, beside this file, checked against SHA256SUMS:
#
#   docker build -t candor .
#   docker run --rm --network none -v "$PWD:/src:ro" candor
#
# It reads /src and needs no folder to write into; for files that are asked for by
# -o, mount one that the user 65534 may write to.
#
# There is no Go in it, so the Go checks say that they could not run. There are no
# certificate authorities either, so the commands that connect use Mozilla's list,
# which is part of the program, and say so. Where a company has an authority of
# its own, give it the host's: -v /etc/ssl/certs:/etc/ssl/certs:ro
FROM scratch
COPY candor candor-aws /
# No name and no password file: the number of nobody.
USER 65534:65534
# Without a mount it is empty, and candor says that there is nothing to look at.
WORKDIR /src
ENTRYPOINT ["/candor"]
