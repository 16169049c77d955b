package io.gabion.node.parse;

import java.util.Map;

/** The names that auditd gives to numbers where its log is written without them: those that rules ask for. */
final class AuditNames {
    private static final String X86_64 = "c000003e";
    private static final String AARCH64 = "c00000b7";

    /** From linux/audit.h. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("1100", "USER_AUTH"),
            Map.entry("1101", "USER_ACCT"),
            Map.entry("1112", "USER_LOGIN"),
            Map.entry("1130", "SERVICE_START"),
            Map.entry("1131", "SERVICE_STOP"),
            Map.entry("1300", "SYSCALL"),
            Map.entry("1302", "PATH"),
            Map.entry("1306", "SOCKADDR"),
            Map.entry("1307", "CWD"),
            Map.entry("1309", "EXECVE"),
            Map.entry("1319", "TTY"),
            Map.entry("1320", "EOE"),
            Map.entry("1326", "SECCOMP"),
            Map.entry("1327", "PROCTITLE"),
            Map.entry("1400", "AVC"));

    /** The number of each call on x86-64 and on 64-bit ARM; 0 where there is none. */
    private record Call(String name, int x86, int arm) {}

    private static final Call[] CALLS = {
        new Call("open", 2, 0),
        new Call("socket", 41, 198),
        new Call("connect", 42, 203),
        new Call("accept", 43, 202),
        new Call("bind", 49, 200),
        new Call("clone", 56, 220),
        new Call("fork", 57, 0),
        new Call("execve", 59, 221),
        new Call("kill", 62, 129),
        new Call("rename", 82, 0),
        new Call("unlink", 87, 0),
        new Call("chmod", 90, 0),
        new Call("chown", 92, 0),
        new Call("sysinfo", 99, 179),
        new Call("ptrace", 101, 117),
        new Call("syslog", 103, 116),
        new Call("setuid", 105, 146),
        new Call("mknod", 133, 0),
        new Call("personality", 135, 92),
        new Call("mount", 165, 40),
        new Call("init_module", 175, 105),
        new Call("delete_module", 176, 106),
        new Call("setxattr", 188, 5),
        new Call("openat", 257, 56),
        new Call("mknodat", 259, 33),
        new Call("unlinkat", 263, 35),
        new Call("renameat", 264, 38),
        new Call("fchmodat", 268, 53),
        new Call("accept4", 288, 242),
        new Call("finit_module", 313, 273),
        new Call("memfd_create", 319, 279),
        new Call("execveat", 322, 281)
    };

    static String type(String written) {
        return TYPES.getOrDefault(written, written);
    }

    /** The name of a system call, or empty. */
    static String call(String arch, String number) {
        for (var call : CALLS) {
            int its = arch.equals(X86_64) ? call.x86 : arch.equals(AARCH64) ? call.arm : 0;
            if (its > 0 && number.equals(Integer.toString(its))) {
                return call.name;
            }
        }
        return "";
    }

    private AuditNames() {}
}
