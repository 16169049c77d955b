package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Hash32;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a record says of processes, by the names that Sysmon, the Windows security log and Linux auditing give it. */
final class Traces {
    static final int MAX_NAME = 24;

    /**
     * Programs that start others on somebody else's behalf: what they start begins a tree of its own, and what they do
     * themselves stands alone.
     */
    private static final Set<String> LAUNCHERS = Set.of(
            "services.exe",
            "svchost.exe",
            "explorer.exe",
            "wininit.exe",
            "winlogon.exe",
            "userinit.exe",
            "smss.exe",
            "csrss.exe",
            "lsass.exe",
            "wmiprvse.exe",
            "taskhostw.exe",
            "taskeng.exe",
            "sihost.exe",
            "runtimebroker.exe",
            "dllhost.exe",
            "system",
            "chrome.exe",
            "msedge.exe",
            "firefox.exe",
            "iexplore.exe",
            "brave.exe",
            "opera.exe",
            "systemd",
            "init",
            "sshd",
            "cron",
            "crond",
            "atd",
            "login",
            "containerd-shim",
            "containerd-shim-runc-v2");

    private static final Upkeep UPKEEP = Upkeep.bundled();

    /** Logon sessions of the system itself, in which everything else happens too. */
    private static final Set<String> SYSTEM_SESSIONS = Set.of("0x0", "0x3e7", "0x3e4", "0x3e5", "-", "");

    static boolean isStart(Observation observation) {
        return observation.type() == OcsfClass.PROCESS_ACTIVITY && observation.activity() == 1;
    }

    static boolean isLauncher(String name) {
        return LAUNCHERS.contains(name);
    }

    /** Whether a script of the system itself begins, which is known for what it does, as the system has it begin. */
    static boolean isReport(Observation observation) {
        return UPKEEP.begins(observation.process(), parentImage(observation));
    }

    static int guid(Map<String, String> fields) {
        return guid(fields, List.of("ProcessGuid", "SourceProcessGUID", "SourceProcessGuid"));
    }

    static int parentGuid(Map<String, String> fields) {
        return guid(fields, List.of("ParentProcessGuid"));
    }

    private static int guid(Map<String, String> fields, List<String> names) {
        var guid =
                first(fields, names).toLowerCase(Locale.ROOT).replace("{", "").replace("}", "");
        // All zeros is how a log says that it does not know.
        return guid.chars().allMatch(c -> c == '0' || c == '-') ? 0 : Hash32.of("guid", guid);
    }

    /** Of the process that started, or that did what is recorded. */
    static int pid(Observation observation) {
        var names = observation.product().equals("powershell")
                ? List.of("ProcessId", "ExecutionProcessID", "Execution.ProcessID")
                : List.of("NewProcessId", "SourceProcessId", "ClientProcessId", "ProcessId", "pid");
        return pid(first(observation.fields(), names));
    }

    static int parentPid(Map<String, String> fields) {
        return pid(
                fields.containsKey("NewProcessId")
                        ? fields.getOrDefault("ProcessId", "")
                        : first(fields, List.of("ParentProcessId", "ppid")));
    }

    private static int pid(String text) {
        try {
            int pid = Integer.decode(text);
            // 4 is the Windows kernel, 1 the first process of Linux.
            return pid == 4 || pid == 1 ? 0 : Math.max(0, pid);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static int session(Map<String, String> fields) {
        for (var name : List.of("LogonId", "TargetLogonId", "SubjectLogonId")) {
            var session = fields.getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (!SYSTEM_SESSIONS.contains(session)) {
                return Hash32.of("session", session);
            }
        }
        return 0;
    }

    static String image(Observation observation) {
        var image = observation.process().image();
        return name(
                image.isEmpty()
                        ? first(
                                observation.fields(),
                                List.of("Image", "SourceImage", "NewProcessName", "ProcessName", "exe"))
                        : image);
    }

    static String parentImage(Observation observation) {
        return name(observation.process().parent());
    }

    /** The name of the service that is installed or changed, or empty. */
    static String service(Map<String, String> fields) {
        var key = fields.getOrDefault("TargetObject", "").toLowerCase(Locale.ROOT);
        int at = key.indexOf("\\services\\");
        if (at >= 0) {
            var rest = key.substring(at + 10);
            int end = rest.indexOf('\\');
            return end < 0 ? rest : rest.substring(0, end);
        }
        return fields.containsKey("ServiceFileName") || fields.containsKey("ImagePath")
                ? fields.getOrDefault("ServiceName", "").toLowerCase(Locale.ROOT)
                : "";
    }

    /** What the service runs, as a hash, or 0. */
    static int serviceProgram(Map<String, String> fields) {
        var program = first(fields, List.of("ServiceFileName", "ImagePath", "Details"));
        return program.isEmpty() ? 0 : program(program);
    }

    static int program(String commandLine) {
        return Hash32.of("program", commandLine.strip().toLowerCase(Locale.ROOT));
    }

    /** The process that another one opens, or empty. */
    static String opened(Map<String, String> fields) {
        var target = fields.getOrDefault("TargetImage", "");
        if (target.isEmpty() && fields.getOrDefault("ObjectType", "").equals("Process")) {
            target = fields.getOrDefault("ObjectName", "");
        }
        return name(target);
    }

    private static String name(String path) {
        var name = path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
                .toLowerCase(Locale.ROOT);
        return name.substring(0, Math.min(MAX_NAME, name.length()));
    }

    private static String first(Map<String, String> fields, List<String> names) {
        for (var name : names) {
            var value = fields.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private Traces() {}
}
