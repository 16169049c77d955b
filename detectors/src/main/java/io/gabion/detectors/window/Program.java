package io.gabion.detectors.window;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A program as its path names it.
 *
 * @param name of the file, in lower case, without {@code .exe}
 */
record Program(String name, Place place) {
    /** Where its file is: in the system's own folders, where programs are installed, where any user can write, elsewhere. */
    enum Place {
        SYSTEM,
        INSTALLED,
        WRITABLE,
        ELSEWHERE
    }

    /** What it is known for. */
    enum Use {
        /** Runs what it is told. */
        SHELL,
        /** Shows what the host, its network or its domain is like. */
        DISCOVERY,
        /** Comes with the system and is borrowed for attacks. */
        BORROWED,
        OFFICE,
        BROWSER,
        /** Starts what the system needs. */
        SERVICES,
        /** Of people's sessions. */
        DESKTOP
    }

    static final int MAX_NAME = 24;

    private static final Map<String, Use> KNOWN = known();

    private static Map<String, Use> known() {
        var known = new HashMap<String, Use>();
        List.of("cmd powershell pwsh bash sh dash zsh ksh python python3 perl ruby wscript cscript conhost".split(" "))
                .forEach(name -> known.put(name, Use.SHELL));
        List.of(
                        "whoami hostname ipconfig systeminfo net net1 nltest tasklist quser query netstat arp route nslookup ping tracert qwinsta klist dsquery adfind id uname ifconfig ip ss ps w who last lastlog df mount lsof getent"
                                .split(" "))
                .forEach(name -> known.put(name, Use.DISCOVERY));
        List.of(
                        "rundll32 regsvr32 mshta certutil bitsadmin wmic msbuild installutil cmstp odbcconf reg schtasks sc at vssadmin wbadmin bcdedit psexec psexesvc curl wget nc ncat socat ssh scp base64 crontab chmod chattr useradd usermod passwd"
                                .split(" "))
                .forEach(name -> known.put(name, Use.BORROWED));
        List.of("winword excel powerpnt outlook onenote acrord32 soffice".split(" "))
                .forEach(name -> known.put(name, Use.OFFICE));
        List.of("chrome msedge firefox iexplore opera brave".split(" ")).forEach(name -> known.put(name, Use.BROWSER));
        List.of(
                        "services svchost wininit smss csrss lsass winlogon wmiprvse taskhostw taskeng dllhost msiexec trustedinstaller spoolsv searchindexer systemd init cron crond sshd sudo su dockerd containerd"
                                .split(" "))
                .forEach(name -> known.put(name, Use.SERVICES));
        List.of("explorer userinit runtimebroker sihost dwm ctfmon notepad calc gnome-shell xorg".split(" "))
                .forEach(name -> known.put(name, Use.DESKTOP));
        return Map.copyOf(known);
    }

    static Program of(String path) {
        var lower = path.toLowerCase(Locale.ROOT).replace('\\', '/');
        var name = lower.substring(lower.lastIndexOf('/') + 1);
        if (name.endsWith(".exe")) {
            name = name.substring(0, name.length() - 4);
        }
        return new Program(name, place(lower));
    }

    private static Place place(String path) {
        if (path.contains("/temp/")
                || path.contains("/tmp/")
                || path.startsWith("/dev/shm/")
                || path.contains("/users/")
                || path.startsWith("/home/")
                || path.contains("/programdata/")) {
            return Place.WRITABLE;
        }
        if (path.contains("/windows/")
                || path.startsWith("/usr/")
                || path.startsWith("/bin/")
                || path.startsWith("/sbin/")
                || path.startsWith("/lib/")) {
            return Place.SYSTEM;
        }
        return path.contains("/program files") || path.startsWith("/opt/") || path.startsWith("/snap/")
                ? Place.INSTALLED
                : Place.ELSEWHERE;
    }

    boolean is(Use use) {
        return KNOWN.get(name) == use;
    }

    /** What a sequence calls it: a known name as it is, of others where they are. Programs differ from site to site, places do not. */
    String word() {
        return KNOWN.containsKey(name) ? name : place.name().toLowerCase(Locale.ROOT);
    }
}
