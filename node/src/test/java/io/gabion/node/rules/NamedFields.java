package io.gabion.node.rules;

import java.util.function.IntFunction;

/**
 * Logs whose own names of fields are not those that rules use, and rules that count in them by the latter. Of three events
 * two have in common what groups go by, and differ in what is counted.
 */
final class NamedFields {
    /** @param by a field of the log or of its log source @param value another */
    static String rules(String log, String by, String value) {
        return """
                title: Base
                id: base
                level: low
                logsource: {%s}
                detection: {s: {%s}, condition: s}
                ---
                title: Counted
                id: counted
                level: low
                correlation: {type: event_count, rules: [base], group-by: [%3$s], timespan: 10m, condition: {gte: 2}}
                ---
                title: Values
                id: values
                level: low
                correlation: {type: value_count, rules: [base], group-by: [%3$s], timespan: 10m, condition: {field: %4$s, gte: 2}}
                ---
                title: Built on it
                id: built
                level: low
                correlation: {type: event_count, rules: [counted], group-by: [%3$s], timespan: 10m, condition: {gte: 1}, generate: true}
                ---
                title: Built on it by another name
                id: other
                level: low
                correlation: {type: event_count, rules: [counted], group-by: [%4$s], timespan: 10m, condition: {gte: 1}, generate: true}
                """.formatted(source(log), selection(log), by, value);
    }

    private static String source(String log) {
        return switch (log) {
            case "4688" -> "product: windows, category: process_creation";
            case "zeek-conn" -> "category: firewall";
            case "zeek-http", "suricata-http" -> "category: proxy";
            case "auditd" -> "product: linux, category: process_creation";
            default -> throw new IllegalArgumentException(log);
        };
    }

    private static String selection(String log) {
        return switch (log) {
            case "4688" -> "EventID: 4688";
            case "zeek-conn" -> "proto: tcp";
            case "zeek-http", "suricata-http" -> "cs-method: GET";
            case "auditd" -> "type: EXECVE";
            default -> throw new IllegalArgumentException(log);
        };
    }

    static String log(String log) {
        return switch (log) {
            case "4688" ->
                lines(n ->
                        ("{'EventID':4688,'Channel':'Security','Computer':'WS1','TimeCreated':'2026-01-02T03:00:0%d.000Z',"
                                        + "'NewProcessName':'C:\\\\\\\\%s.exe','SubjectDomainName':'ACME','SubjectUserName':'ada',"
                                        + "'Subject_User.Name':'ada','CommandLine':'x'}")
                                .formatted(n, "ab".charAt(n)));
            case "zeek-conn" ->
                lines(n -> ("{'_path':'conn','ts':1767322800.%d,'uid':'C%d','id.orig_h':'10.0.0.1','id.orig_p':4001,"
                                + "'id.resp_h':'10.0.0.%d','id.resp_p':80,'proto':'tcp','conn_state':'SF'}")
                        .formatted(n, n, n + 2));
            case "zeek-http" ->
                lines(n -> ("{'_path':'http','ts':1767322800.%d,'uid':'C%d','id.orig_h':'10.0.0.1','id.orig_p':4001,"
                                + "'id.resp_h':'10.0.0.2','id.resp_p':80,'method':'GET','host':'a.example','uri':'/%d'}")
                        .formatted(n, n, n));
            case "suricata-http" ->
                lines(n ->
                        ("{'timestamp':'2026-01-02T03:00:0%d.000000+0000','event_type':'http','src_ip':'10.0.0.1','src_port':4001,"
                                        + "'dest_ip':'10.0.0.2','dest_port':80,'proto':'TCP',"
                                        + "'http':{'hostname':'a.example','url':'/%d','http_method':'GET','status':200}}")
                                .formatted(n, n));
            case "auditd" ->
                lines(n ->
                        ("type=SYSCALL msg=audit(1767322800.00%1$d:10%1$d): arch=c000003e syscall=59 success=yes exit=0 ppid=1"
                                        + " pid=1%1$d uid=0 ses=1 comm='a' exe='/usr/bin/a'\n"
                                        + "type=EXECVE msg=audit(1767322800.00%1$d:10%1$d): argc=2 a0='a' a1='%1$d'")
                                .formatted(n));
            default -> throw new IllegalArgumentException(log);
        };
    }

    private static String lines(IntFunction<String> line) {
        return (line.apply(0) + "\n" + line.apply(1) + "\n").replace('\'', '"');
    }

    private NamedFields() {}
}
