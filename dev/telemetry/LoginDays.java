import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A day of attempts to log on to one host, or of one account on many; and what attacks add to it. */
final class LoginDays {
    enum Role {
        DESK,
        FILE_SERVER,
        BASTION,
        DIRECTORY,
        MAIL,
        OPEN_TO_THE_WORLD,
        PERSON,
        ADMINISTRATOR,
        SERVICE
    }

    private final Draw draw;

    LoginDays(Draw draw) {
        this.draw = draw;
    }

    static boolean ofAccount(Role role) {
        return role.ordinal() >= Role.PERSON.ordinal();
    }

    List<Observation> day(String name, Role role, long midnight) {
        var out = new ArrayList<Observation>();
        var host = new AssetRef(Kind.HOST, name);
        int zone = draw.between(-8, 9);
        boolean late = draw.chance(0.15);
        double busy = draw.between(0.4, 2.0);
        double typos = draw.between(0.01, 0.09);
        // A job somewhere still has an old password.
        boolean stale = draw.chance(0.06);
        int every = draw.between(2, 30);
        for (long at = midnight; at < midnight + Draw.DAY; at += 60) {
            double people = Draw.people(at, zone, late) * busy;
            long minute = (at - midnight) / 60;
            switch (role) {
                case DESK -> {
                    logins(out, at, people * 0.05, host, name + "-owner", "", typos, "password");
                    if (minute % every == 0) {
                        logins(out, at, 1, host, "system", "", 0, "service");
                    }
                }
                case FILE_SERVER -> logins(out, at, people * 3 + 0.05, host, "", "", typos / 3, "ntlm kerberos");
                case BASTION -> {
                    logins(out, at, people * 0.4, host, "", "", typos, "publickey publickey password");
                    if (minute % every == 0) {
                        logins(out, at, 2, host, "deploy", "10.0.1.9", 0.002, "publickey");
                    }
                }
                case DIRECTORY -> logins(out, at, people * 9 + 1, host, "", "", typos / 2, "kerberos kerberos ntlm");
                case MAIL -> logins(out, at, people * 4 + 0.5, host, "", "", typos, "password");
                case OPEN_TO_THE_WORLD -> {
                    logins(out, at, people * 0.1, host, "", "", typos, "publickey");
                    // Someone knocks all day: that is what such a host is used to.
                    if (draw.chance(0.2)) {
                        for (int i = draw.between(1, 4); i > 0; i--) {
                            out.add(draw.login(at + draw.upTo(60), host, draw.of("root admin test ubuntu oracle git"), outside(), true, "password"));
                        }
                    }
                }
                case PERSON -> account(out, at, people * 0.12, name, typos, draw.chance(0.7) ? "own" : "", "kerberos password");
                case ADMINISTRATOR -> account(out, at, people * 0.5, name, typos, "", "kerberos publickey ntlm");
                case SERVICE -> {
                    if (minute % every == 0) {
                        account(out, at, draw.between(1, 5), name, 0.003, "10.0.1.9", "kerberos");
                    }
                }
            }
            if (stale && minute % every == 1) {
                for (int i = draw.between(1, 3); i > 0; i--) {
                    out.add(
                            ofAccount(role)
                                    ? draw.login(at, server(), name, "10.0.1.77", true, "ntlm")
                                    : draw.login(at, host, "old-backup", "10.0.1.77", true, "ntlm"));
                }
            }
        }
        return out;
    }

    /** What an attack adds within a few minutes. */
    List<Observation> attack(String name, boolean account, long at) {
        var out = new ArrayList<Observation>();
        var host = new AssetRef(Kind.HOST, name);
        var from = draw.chance(0.5) ? outside() : inside();
        int many = draw.between(30, 400);
        if (account) {
            // One account, guessed, or used all over the place.
            boolean guessed = draw.chance(0.5);
            for (int i = 0; i < many; i++) {
                out.add(draw.login(at + draw.upTo(550), server(), name, guessed ? from : outside(), guessed && i < many - 1, guessed ? "password" : "ntlm"));
            }
            return out;
        }
        switch (draw.upTo(3)) {
            case 0 -> {
                for (int i = 0; i < many; i++) {
                    out.add(draw.login(at + draw.upTo(550), host, "root", from, i < many - 1, "password"));
                }
            }
            case 1 -> {
                for (int i = 0; i < many; i++) {
                    out.add(draw.login(at + draw.upTo(550), host, "user" + i, from, draw.chance(0.97), "ntlm"));
                }
            }
            default -> {
                for (int i = 0; i < many; i++) {
                    out.add(draw.login(at + draw.upTo(550), host, draw.of("root admin oracle") + draw.upTo(20), outside(), draw.chance(0.98), "password"));
                }
            }
        }
        return out;
    }

    private void logins(List<Observation> out, long minute, double mean, AssetRef host, String who, String from, double typos, String methods) {
        for (int left = draw.count(mean); left > 0; left--) {
            var account = who.isEmpty() ? "user" + (int) Math.pow(draw.between(1.0, 14.0), 2) : who;
            var source = from.isEmpty() ? "10.0.5." + (account.hashCode() & 127) : from;
            long at = minute + draw.upTo(60);
            var method = draw.of(methods);
            for (; draw.chance(typos); at++) {
                out.add(draw.login(at, host, account, source, true, method));
            }
            out.add(draw.login(at, host, account, source, false, method));
        }
    }

    private void account(List<Observation> out, long minute, double mean, String name, double typos, String from, String methods) {
        for (int left = draw.count(mean); left > 0; left--) {
            var source = from.isEmpty() ? inside() : from.equals("own") ? "10.0.5." + (name.hashCode() & 127) : from;
            var method = draw.of(methods);
            long at = minute + draw.upTo(60);
            var server = draw.usual(List.of("dc1", "files1", "mail1", "web1", "db1", "print1", "wiki1", "build1"));
            for (; draw.chance(typos); at++) {
                out.add(draw.login(at, new AssetRef(Kind.HOST, server), name, source, true, method));
            }
            out.add(draw.login(at, new AssetRef(Kind.HOST, server), name, source, false, method));
        }
    }

    private AssetRef server() {
        return new AssetRef(Kind.HOST, "srv" + draw.upTo(40));
    }

    private String inside() {
        return "10.0.5." + draw.between(1, 250);
    }

    private String outside() {
        return draw.of("198.51.100. 203.0.113. 192.0.2.") + draw.between(1, 250);
    }
}
