package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The way to the firewall: what the nodes find under the name of nft, which does as it is told before it passes on, or instead. */
record Target(Path folder) {
    /** How it misbehaves. */
    enum Mood {
        NONE,
        /** Takes 3 s longer than it should, of the 5 that a call has. */
        SLOW,
        /** Never answers. */
        HUNG,
        /** Says after 3 s that it has done what it has not, so that it is told again and again; reads at once. */
        LATE,
        /** Does nothing, and says that it is busy. */
        BUSY,
        /** Says that it has done what it has not. */
        LYING,
        /** Does it and never says so. */
        MUTE
    }

    private static final String NFT = """
            #!/bin/sh
            mood=$(cat "$0.mood")
            if [ "$2" = -f ]; then
                script=$(cat)
                addresses=$(printf %s "$script" | grep -oE '[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+' | sort -u | paste -sd ,)
                caller=$PPID
                say() { echo "$1 $$ $caller $addresses $(date +%s%3N)" >>"$0.calls"; }
                # Who is killed cannot say that it has ended: somebody who is not killed along with it does.
                outlived() { (setsid sh -c "while kill -0 $$; do sleep 0.05; done; echo ends $$ $caller $addresses \\$(date +%s%3N) >>$0.calls" </dev/null >/dev/null 2>&1 &) }
                say begins
                case $mood in
                    SLOW) sleep 3 ;;
                    LATE) sleep 3; say ends; exit 0 ;;
                    HUNG) outlived; exec sleep 60 ;;
                    BUSY) say ends; echo 'Error: Could not process rule: Device or resource busy' >&2; exit 1 ;;
                    LYING) say ends; exit 0 ;;
                    MUTE) outlived; printf %s "$script" | /usr/sbin/nft "$@"; exec sleep 60 ;;
                esac
                printf %s "$script" | /usr/sbin/nft "$@"
                code=$?
                say ends
                exit $code
            fi
            if [ -e "$0.hides" ] && [ "$2" = get ]; then echo 'Error: No such file or directory' >&2; exit 1; fi
            case $mood.$2 in
                SLOW.*) sleep 3 ;;
                HUNG.*) exec sleep 60 ;;
                BUSY.*) echo 'Error: Could not process rule: Device or resource busy' >&2; exit 1 ;;
            esac
            exec /usr/sbin/nft "$@"
            """;

    /** @param hides whether it says of everything that is asked for that it is not there */
    static Target make(Path folder, boolean hides) throws IOException {
        var target = new Target(Files.createDirectories(folder));
        target.is(Mood.NONE);
        if (hides) {
            Files.createFile(folder.resolve("nft.hides"));
        }
        var program = Files.writeString(folder.resolve("nft"), NFT);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return target;
    }

    void is(Mood mood) throws IOException {
        var aside = Files.writeString(folder.resolve("mood.new"), mood.name());
        Files.move(
                aside, folder.resolve("nft.mood"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** For whom two nodes called at the same time. */
    List<String> callsAtOnce() throws IOException {
        return TargetCalls.atOnce(calls());
    }

    /** How often it was told to change something about an address. */
    int calls(String address) throws IOException {
        return TargetCalls.of(calls(), address);
    }

    private List<String> calls() throws IOException {
        var calls = folder.resolve("nft.calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** Where programs are looked for first. */
    String path() {
        return folder + ":" + System.getenv("PATH");
    }
}
