package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes have cost. */
public final class CpuTime {
    /** Linux reports processor time in ticks of 10 ms to every program, whatever the kernel's own clock. */
    private static final double TICKS = 100;

    /** User and system time of a process, with that of children that have ended, in seconds. 0 when it is gone. */
    public static double seconds(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // Behind the name, which may contain anything: field 3 and on. utime, stime, cutime, cstime are 14 to 17.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i < 15; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS;
        } catch (IOException e) {
            return 0;
        }
    }

    private CpuTime() {}
}
