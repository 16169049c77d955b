import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A day of the programs that one host starts; and what attacks add to it. A step is {@code parent>program}, places as below. */
final class ProcessDays {
    enum Role {
        DESK,
        DEVELOPER,
        ADMINISTRATOR,
        WINDOWS_SERVER,
        LINUX_SERVER,
        LINUX_BUILD
    }

    private static final String SYSTEM = "C:\\Windows\\System32\\";
    private static final String INSTALLED = "C:\\Program Files\\";
    private static final String OWN = "C:\\Users\\someone\\AppData\\Local\\";

    /** What goes together on Windows: each is started from its first to its last, now and then without one. */
    private static final List<String> LOGON = List.of(
            "winlogon>userinit userinit>explorer svchost>sihost svchost>taskhostw explorer>#teams explorer>#sync svchost>runtimebroker svchost>ctfmon explorer>$update explorer>outlook svchost>runtimebroker",
            "smss>csrss smss>winlogon winlogon>dwm winlogon>userinit userinit>explorer explorer>$tray svchost>runtimebroker svchost>taskhostw explorer>#vpn svchost>dllhost");
    private static final List<String> DESK = List.of(
            "explorer>chrome chrome>chrome chrome>chrome chrome>chrome",
            "explorer>msedge msedge>msedge msedge>msedge",
            "explorer>winword winword>#splwow svchost>runtimebroker",
            "explorer>excel svchost>dllhost",
            "outlook>acrord32 acrord32>#reader",
            "outlook>winword svchost>spoolsv",
            "explorer>#teams #teams>#teams #teams>#teams",
            "explorer>notepad",
            "explorer>calc svchost>runtimebroker",
            "chrome>acrord32",
            "explorer>$portable $portable>$portable",
            "explorer>#zip");
    private static final List<String> BACKGROUND = List.of(
            "services>svchost svchost>taskhostw",
            "svchost>wmiprvse",
            "services>trustedinstaller svchost>#tiworker",
            "services>msiexec msiexec>msiexec",
            "svchost>dllhost",
            "searchindexer>#protocolhost searchindexer>#filterhost",
            "svchost>$update $update>$update",
            "services>#agent #agent>conhost",
            "#agent>powershell powershell>conhost",
            "svchost>schtasks schtasks>conhost",
            "#defender>#scan",
            "svchost>rundll32",
            "svchost>cscript cscript>conhost");
    private static final List<String> DEVELOPING = List.of(
            "explorer>#ide #ide>cmd cmd>conhost cmd>#git #git>#git",
            "#ide>#node #node>#node #node>cmd cmd>#node",
            "#ide>powershell powershell>conhost powershell>#git powershell>#java #java>#java",
            "#ide>cmd cmd>python python>python cmd>#docker",
            "explorer>bash bash>#git bash>#make bash>curl",
            "bash>ssh");
    private static final List<String> ADMINISTERING = List.of(
            "explorer>powershell powershell>conhost powershell>ping powershell>ipconfig",
            "explorer>cmd cmd>conhost cmd>ipconfig cmd>nslookup cmd>ping",
            "explorer>#mmc svchost>wmiprvse",
            "explorer>#putty",
            "cmd>net net>net1 cmd>whoami",
            "powershell>sc powershell>schtasks",
            "explorer>#mstsc",
            "cmd>reg cmd>tasklist");
    private static final List<String> SERVING = List.of(
            "services>#backup #backup>vssadmin vssadmin>conhost #backup>cmd cmd>conhost",
            "svchost>taskhostw svchost>powershell powershell>conhost",
            "#iis>#iisworker",
            "#sql>#sqldump",
            "services>#monitor #monitor>cmd cmd>conhost cmd>netstat",
            "svchost>wmiprvse wmiprvse>#inventory");
    private static final List<String> LINUX = List.of(
            "cron>sh sh>/find sh>/logrotate",
            "cron>bash bash>/awk bash>/grep bash>/sed bash>/date",
            "systemd>/apt /apt>/apt /apt>/dpkg",
            "sshd>sshd sshd>bash bash>/ls bash>/cat bash>/grep bash>/tail",
            "sshd>sshd sshd>bash bash>sudo sudo>/systemctl bash>/journalctl",
            "systemd>/agent /agent>sh sh>df sh>ps sh>uname",
            "cron>sh sh>/run-parts /run-parts>/mandb",
            "dockerd>containerd containerd>/runc /runc>/app",
            "systemd>/nginx /nginx>/nginx",
            "/agent>sh sh>ss sh>/awk",
            "bash>/vi bash>/less",
            "cron>sh sh>python3 python3>sh");
    private static final List<String> BUILDING = List.of(
            "/runner>bash bash>/git /git>/git bash>/make /make>sh sh>/gcc /gcc>/cc1 /gcc>/as",
            "/runner>bash bash>/mvn /mvn>/java /java>/java",
            "/runner>bash bash>/docker bash>curl bash>/tar",
            "bash>/npm /npm>sh sh>/node /node>sh",
            "/make>sh sh>/gcc /gcc>/cc1 /gcc>/as sh>/ld");
    /** What intruders do; only to measure with. */
    private static final List<String> ATTACKS = List.of(
            "winword>cmd cmd>powershell powershell>conhost powershell>whoami powershell>ipconfig powershell>net net>net1 powershell>nltest powershell>systeminfo powershell>tasklist powershell>rundll32 rundll32>cmd cmd>reg",
            "excel>mshta mshta>powershell powershell>certutil powershell>$drop $drop>cmd cmd>whoami cmd>hostname cmd>net net>net1 cmd>arp cmd>schtasks $drop>$drop",
            "outlook>wscript wscript>cmd cmd>bitsadmin cmd>$drop $drop>vssadmin $drop>wbadmin $drop>bcdedit $drop>cmd cmd>vssadmin cmd>wmic cmd>net",
            "services>psexesvc psexesvc>cmd cmd>whoami cmd>quser cmd>net cmd>netstat cmd>reg cmd>reg cmd>rundll32 cmd>sc cmd>at cmd>wmic",
            "#iisworker>cmd cmd>whoami cmd>systeminfo cmd>powershell powershell>$drop $drop>cmd cmd>nltest cmd>tasklist cmd>net cmd>certutil",
            "/nginx>sh sh>id sh>uname sh>curl sh>chmod sh>$drop $drop>bash bash>w bash>ss bash>getent bash>crontab bash>useradd bash>wget",
            "/java>bash bash>curl bash>bash bash>chmod bash>$miner $miner>$miner bash>crontab bash>chattr bash>ps bash>nc");

    private final Draw draw;

    ProcessDays(Draw draw) {
        this.draw = draw;
    }

    List<Observation> day(String name, Role role, long midnight) {
        var out = new ArrayList<Observation>();
        var host = new AssetRef(Kind.HOST, name);
        int zone = draw.between(-8, 9);
        boolean late = draw.chance(0.15);
        double busy = draw.between(0.4, 2.0);
        double quiet = draw.between(0.01, 0.12);
        int every = draw.between(5, 60);
        boolean began = false;
        for (long at = midnight; at < midnight + Draw.DAY; at += 60) {
            double people = Draw.people(at, zone, late) * busy;
            boolean linux = role == Role.LINUX_SERVER || role == Role.LINUX_BUILD;
            if (!linux && people > 0.2 && !began) {
                began = true;
                run(out, at, host, draw.of(LOGON));
            }
            runs(out, at, host, quiet, linux ? LINUX : BACKGROUND);
            if ((at - midnight) / 60 % every == 0) {
                run(out, at, host, linux ? LINUX.get(every % LINUX.size()) : BACKGROUND.get(every % BACKGROUND.size()));
            }
            switch (role) {
                case DESK -> runs(out, at, host, people * 0.25, DESK);
                case DEVELOPER -> {
                    runs(out, at, host, people * 0.15, DESK);
                    runs(out, at, host, people * 0.3, DEVELOPING);
                }
                case ADMINISTRATOR -> {
                    runs(out, at, host, people * 0.12, DESK);
                    runs(out, at, host, people * 0.2, ADMINISTERING);
                }
                case WINDOWS_SERVER -> {
                    runs(out, at, host, 0.05, SERVING);
                    runs(out, at, host, people * 0.01, ADMINISTERING);
                }
                case LINUX_SERVER -> runs(out, at, host, people * 0.05, LINUX);
                case LINUX_BUILD -> runs(out, at, host, 0.03 + people * 0.3, BUILDING);
            }
        }
        return out;
    }

    List<Observation> attack(String name, long at) {
        var out = new ArrayList<Observation>();
        long time = at;
        for (int i = draw.between(1, 3); i > 0; i--) {
            run(out, time, new AssetRef(Kind.HOST, name), draw.of(ATTACKS));
            time += draw.between(10, 120);
        }
        return out;
    }

    private void runs(List<Observation> out, long minute, AssetRef host, double mean, List<String> some) {
        for (int left = draw.count(mean); left > 0; left--) {
            run(out, minute + draw.upTo(60), host, draw.usual(some));
        }
    }

    private void run(List<Observation> out, long from, AssetRef host, String steps) {
        long at = from;
        for (var step : steps.split(" ")) {
            if (draw.chance(0.08)) {
                continue;
            }
            int arrow = step.indexOf('>');
            var image = step.substring(arrow + 1);
            int line = image.equals("chrome") || image.equals("msedge")
                    ? draw.between(300, 1_200)
                    : (int) Math.min(4_000, draw.size(image.startsWith("$") ? 90 : 60, 0.8));
            boolean odd = draw.chance(0.002);
            out.add(draw.start(
                    at,
                    host,
                    draw.chance(0.4) ? "system" : "someone",
                    path(step.substring(0, arrow)),
                    odd ? "C:\\Tools\\tool" + draw.upTo(50) + ".exe" : path(image),
                    line));
            at += draw.between(0, 4);
        }
    }

    /** {@code #} is installed, {@code $} is where users write, {@code /} is a Linux program. */
    private static String path(String name) {
        return switch (name.charAt(0)) {
            case '#' -> INSTALLED + name.substring(1) + ".exe";
            case '$' -> OWN + name.substring(1) + ".exe";
            case '/' -> "/usr/bin" + name;
            default -> name.matches("sh|bash|cron|sshd|sudo|systemd|python3|dockerd|containerd|df|ps|uname|ss|id|w|getent|crontab|useradd|chmod|chattr|wget|nc")
                    ? "/usr/bin/" + name
                    : SYSTEM + name + ".exe";
        };
    }
}
