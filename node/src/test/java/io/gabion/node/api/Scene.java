package io.gabion.node.api;

import java.time.Instant;

/** A small attack, as a board shows it. */
final class Scene {
    static final String TITLE = "Credentials dumped on WS1 after a phishing mail, then used on DC1";
    static final String HOSTILE = "<img src=x onerror=window.owned=1> failed password for <b>root</b>";

    private Scene() {}

    /** What people are asked, and whom its chain has told. */
    static void ask(MemoryBoard board, Instant now, String state) {
        board.put(
                "default", "approval", MemoryBoard.parse("""
                {'id':'r1.ask','tenant':'default','response':'r1','incident':'i1','playbook':'stolen-credentials','state':'%s',
                 'until':'%s','people':2,'roles':['approver','admin','responder'],'digest':'d',
                 'actions':[{'kind':'disable-account','connector':'people','target':'pbeesly<b>','ttlSeconds':28800}],
                 'votes':[{'by':'paula','role':'approver','verdict':'approve','reason':'','time':'%s'}],
                 'escalations':[{'level':1,'channel':'chat','time':'%s'},{'level':2,'channel':'pager','time':'%s'}]}
                """.formatted(state, now.plusSeconds(1_900), now, now, now)));
    }

    static void play(MemoryBoard board, Instant now) {
        String time = now.toString();
        board.put("default", "suspicion", MemoryBoard.parse("""
                {'id':'x1','tenant':'default','asset':{'kind':'host','name':'WS1'},'time':'%s','severity':'critical',
                 'detector':{'kind':'sigma','id':'lsass'},'title':'LSASS memory read','confidence':0.93,
                 'explanation':['rundll32.exe opened the memory of lsass.exe with full rights, as tools that steal passwords do.']}
                """.formatted(time)));
        board.put("default", "suspicion", MemoryBoard.parse("""
                {'id':'x2','tenant':'default','asset':{'kind':'host','name':'WS1'},'time':'%s','severity':'high',
                 'detector':{'kind':'model','id':'sequence-process'},'title':'Unusual process chain','confidence':0.81,
                 'explanation':['WINWORD.EXE started powershell.exe, which no process on this host has done in 30 days.']}
                """.formatted(time)));
        board.put("default", "suspicion", MemoryBoard.parse("""
                {'id':'x3','tenant':'default','asset':{'kind':'address','name':'203.0.113.7'},'time':'%s','severity':'medium',
                 'detector':{'kind':'threshold','id':'ssh'},'title':'Password guessing','confidence':0.7,
                 'explanation':['Six failed logins within 50 seconds against three accounts.']}
                """.formatted(time)));
        board.put("default", "incident", MemoryBoard.parse("""
                {'id':'i1','tenant':'default','openedAt':'%s','updatedAt':'%s','status':'open','severity':'critical',
                 'score':{'total':0.87,'terms':[{'name':'impact','value':0.34,'why':'The domain controller DC1 is involved.'},
                  {'name':'confidence','value':0.29,'why':'Two detectors of different kinds agree.'},
                  {'name':'spread','value':0.14,'why':'Two hosts within four minutes.'},
                  {'name':'exposure','value':0.10,'why':'WS1 is reachable from the mail gateway.'}]},
                 'assets':[{'kind':'host','name':'WS1'},{'kind':'host','name':'DC1'},{'kind':'user','name':'pbeesly'}],
                 'techniques':['T1566.001','T1059.001','T1003.001'],'suspicions':['x1','x2'],'responses':['r1'],'title':'%s'}
                """.formatted(time, time, TITLE)));
        board.put("default", "incident", MemoryBoard.parse("""
                {'id':'i2','tenant':'default','openedAt':'%s','updatedAt':'%s','status':'open','severity':'medium',
                 'score':{'total':0.41,'terms':[{'name':'confidence','value':0.26,'why':'A threshold was passed.'},
                  {'name':'exposure','value':0.15,'why':'The host is on the internet.'}]},
                 'assets':[{'kind':'address','name':'203.0.113.7'}],'techniques':['T1110'],'suspicions':['x3'],'responses':[],'title':'%s'}
                """.formatted(time, time, HOSTILE)));
        board.put("default", "response", MemoryBoard.parse("""
                {'id':'r1','incident':'i1','playbook':'stolen-credentials','mode':'observe','actions':[
                 {'kind':'isolate-host','target':'WS1','decision':'would-apply','reason':'Within the budget of two hosts an hour.','ttlSeconds':3600,'time':'%s'},
                 {'kind':'disable-account','target':'pbeesly','decision':'waiting-approval','reason':'Accounts of people need a second pair of eyes.','time':'%s'},
                 {'kind':'isolate-host','target':'DC1','decision':'refused','reason':'DC1 is on the list of what is never isolated.','time':'%s'}]}
                """.formatted(time, time, time)));
        board.put("default", "response", MemoryBoard.parse("""
                {'id':'r2','incident':'i2','playbook':'contain-guessing','mode':'live','state':'failed',
                 'failed':[{'step':'block','why':'203.0.113.7 is failed, no such table','since':'%s','attempt':1}],'actions':[
                 {'kind':'block-address','target':'203.0.113.7','decision':'failed','reason':'no such table','ttlSeconds':3600,'time':'%s'}]}
                """.formatted(time, time)));
        ask(board, now, "waiting");
        board.put("default", "containment", MemoryBoard.parse("""
                {'id':'c1','kind':'block-address','target':'203.0.113.7','connector':'nftables','state':'verified',
                 'reason':'Password guessing against three accounts.','until':'%s','holders':['i2']}
                """.formatted(now.plusSeconds(754))));
        board.put("default", "containment", MemoryBoard.parse("""
                {'id':'c2','kind':'block-address','target':'198.51.100.23','connector':'nftables','state':'expired',
                 'reason':'Scanned 400 ports.','until':'%s','holders':[]}
                """.formatted(now.minusSeconds(90))));
    }
}
