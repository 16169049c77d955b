package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads sshd's messages. A user name is the attacker's free text, so nothing is searched for: each message is known by
 * how it starts, and its address is taken from the place where sshd writes it, counted from the end behind a user name.
 */
final class Sshd {
    static final String PRODUCT = "sshd";

    private static final String OLD_PAM = "sshd(pam_unix)";
    private static final String REPEATED = "message repeated ";
    private static final int LOGON = 1;
    static final int SESSIONS = 1024;

    /** Sessions whose last attempt pam_unix has told already, by a part of their hash. */
    private final String[] told = new String[SESSIONS];

    /** The latest sessions in which an attempt failed. */
    private final Map<String, Boolean> failed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > SESSIONS;
        }
    };

    static boolean writes(String program) {
        return program.equals(PRODUCT)
                || program.equals("sshd-session")
                || program.equals("sshd-auth")
                || program.equals(OLD_PAM);
    }

    Observation read(
            Source source,
            Instant time,
            AssetRef host,
            String program,
            String pid,
            String message,
            Map<String, String> fields) {
        var session = host.name() + "/" + pid;
        int end = SshdText.end(message);
        int start = 0;
        int attempts = 1;
        if (message.startsWith(REPEATED)) {
            int bracket = message.indexOf(" times: [ ", REPEATED.length());
            int times = bracket < 0 ? 0 : SshdText.number(message, REPEATED.length(), bracket);
            if (times > 0 && message.charAt(end - 1) == ']') {
                attempts = times;
                start = bracket + " times: [ ".length();
                end = SshdText.end(message, end - 1);
            }
        }
        var said = new SshdText(message, start, end).read(program.equals(OLD_PAM));
        if (said.stage() == Stage.FAILED && said.method().isEmpty() && failed.containsKey(session)) {
            said = said.told();
        }
        boolean attempt = said.outcome() == Outcome.FAILURE && isNew(said, session);
        if (attempt) {
            failed.put(session, true);
        }
        var account = CleanName.account(said.user(), host.name());
        var from = CleanName.peer(said.from());
        var assets = new Assets().add(host).peer(from).account(account);
        boolean authentication = said.outcome() != Outcome.NONE;
        return new Observation(
                source,
                time,
                authentication ? OcsfClass.AUTHENTICATION : OcsfClass.SSH_ACTIVITY,
                authentication ? LOGON : 0,
                PRODUCT,
                assets.list(),
                account.isEmpty() ? Actor.NONE : new Actor(account),
                Process.NONE,
                Network.NONE,
                new Authentication(
                        said.outcome(),
                        account,
                        from,
                        attempt ? attempts : 0,
                        session,
                        said.outcome() == Outcome.FAILURE && !attempt ? Stage.NONE : said.stage(),
                        said.method()),
                fields);
    }

    /**
     * With keyboard-interactive, one failure is told by pam_unix and again by sshd, both as PAM's verdict. The second
     * of them is no attempt of its own.
     */
    private boolean isNew(SshdText.Said said, String session) {
        if (said.stage() != Stage.PAM) {
            return true;
        }
        int slot = session.hashCode() & (SESSIONS - 1);
        if (!said.method().equals(SshdText.INTERACTIVE)) {
            told[slot] = session;
            return true;
        }
        boolean repeats = session.equals(told[slot]);
        told[slot] = "";
        return !repeats;
    }
}
