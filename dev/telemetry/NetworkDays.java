import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A day of one address of a network: desks, servers, devices; and what attacks add to it. */
final class NetworkDays {
    enum Role {
        DESK,
        LAPTOP_OF_DEVELOPER,
        ADMINISTRATOR,
        FILE_SERVER,
        WEB_SERVER,
        DATABASE,
        DIRECTORY,
        BUILD_SERVER,
        MONITORING,
        DEVICE
    }

    private static final String WEB = "edge shop news mail maps cloud video photo static api docs bank wiki forum chat";
    private final Draw draw;

    NetworkDays(Draw draw) {
        this.draw = draw;
    }

    List<Observation> day(String self, Role role, long midnight) {
        var out = new ArrayList<Observation>();
        int zone = draw.between(-8, 9);
        boolean late = draw.chance(0.15);
        double busy = draw.between(0.4, 2.0);
        var resolver = "10.0.0.53";
        // One host in thirty asks a server for ever that is no longer there.
        var dead = draw.chance(0.03) ? inside() : "";
        int poll = draw.between(30, 900);
        int backup = draw.between(0, 5) * 3_600 + draw.upTo(3_600);
        for (long at = midnight; at < midnight + Draw.DAY; at += 60) {
            double people = Draw.people(at, zone, late) * busy;
            switch (role) {
                case DESK -> desk(out, at, self, resolver, people);
                case LAPTOP_OF_DEVELOPER -> {
                    desk(out, at, self, resolver, people * 0.7);
                    repeat(out, at, people * 0.4, t -> made(t, self, outside(), draw.chance(0.5) ? 22 : 443, 6e3, 4e4, 1.6));
                    repeat(out, at, people * 0.2, t -> made(t, self, inside(), draw.of(List.of(5432, 6379, 8080, 8443, 9092)), 2e3, 8e3, 1.5));
                }
                case ADMINISTRATOR -> {
                    desk(out, at, self, resolver, people * 0.5);
                    repeat(out, at, people * 0.5, t -> made(t, self, inside(), draw.of(List.of(22, 3389, 5985, 443, 445)), 9e3, 6e4, 1.7));
                }
                case FILE_SERVER -> {
                    repeat(out, at, 6 * people + 0.1, t -> made(t, inside(), self, 445, 8e3, 6e4, 2));
                    if (at - midnight >= backup && at - midnight < backup + 1_800) {
                        repeat(out, at, 0.8, t -> made(t, self, "10.0.0.9", 22, 4e7, 4e4, 1));
                    }
                }
                case WEB_SERVER -> {
                    double visits = busy * (4 + 14 * (0.4 + 0.6 * Math.sin((at % Draw.DAY) * 2 * Math.PI / Draw.DAY)));
                    repeat(out, at, visits, t -> made(t, draw.chance(0.8) ? outside() : inside(), self, draw.chance(0.9) ? 443 : 80, 900, 2e4, 1.4));
                    repeat(out, at, visits / 3, t -> made(t, self, "10.0.2.4", 5432, 900, 6e3, 1.2));
                    repeat(out, at, 0.1, t -> made(t, self, outside(), 443, 2e3, 9e3, 1.2));
                }
                case DATABASE -> {
                    repeat(out, at, busy * 5, t -> made(t, "10.0.1." + draw.between(2, 9), self, 5432, 900, 6e3, 1.2));
                    if (at - midnight >= backup && at - midnight < backup + 900) {
                        repeat(out, at, 0.5, t -> made(t, self, "10.0.0.9", 443, 9e7, 2e4, 1));
                    }
                }
                case DIRECTORY -> {
                    repeat(out, at, 14 * people + 2, t -> made(t, inside(), self, draw.of(List.of(88, 389, 445, 135, 636)), 1e3, 3e3, 1));
                    repeat(out, at, 5 * people + 0.5, t -> asked(t, self, "9.9.9.9"));
                }
                case BUILD_SERVER -> {
                    if (draw.chance(0.02 + people * 0.1)) {
                        int builds = draw.between(10, 60);
                        for (int i = 0; i < builds; i++) {
                            long t = at + draw.upTo(60);
                            out.add(asked(t, self, resolver));
                            out.add(made(t, self, outside(), 443, 2e3, 6e5, 2));
                        }
                    }
                    repeat(out, at, 0.3, t -> made(t, self, inside(), 22, 5e3, 5e4, 1.5));
                }
                case MONITORING -> repeat(out, at, 12, t -> made(t, self, "10.0.1." + draw.between(1, 60), draw.of(List.of(9100, 161, 443, 22, 5432)), 400, 6e3, 0.8));
                case DEVICE -> {
                    if ((at - midnight) / 60 % Math.max(1, poll / 60) == 0) {
                        out.add(asked(at + draw.upTo(9), self, resolver));
                        out.add(made(at + draw.upTo(9), self, "203.0.113." + self.hashCode() % 3 + 40, draw.chance(0.8) ? 443 : 8883, 700, 900, 0.4));
                    }
                    repeat(out, at, people * 0.2, t -> made(t, inside(), self, 9100, 9e5, 400, 1.3));
                }
            }
            // Clocks, names and directories, of everybody.
            if (draw.chance(0.03)) {
                out.add(draw.connection(at + draw.upTo(60), self, "10.0.0.123", 123, "udp", 48, 48, "SF"));
            }
            repeat(out, at, 0.04, t -> made(t, self, "10.0.0.2", draw.of(List.of(88, 389, 445, 135)), 1e3, 3e3, 1));
            if (!dead.isEmpty() && draw.chance(0.5)) {
                out.add(draw.connection(at + draw.upTo(60), self, dead, 8443, "tcp", 0, 0, "S0"));
            }
        }
        return out;
    }

    private void desk(List<Observation> out, long at, String self, String resolver, double people) {
        // Pages: names, then many short connections; a call; files and mail; an update now and then.
        repeat(out, at, people * 0.5, t -> {
            int hosts = draw.between(1, 14);
            for (int i = 0; i < hosts; i++) {
                out.add(asked(t, self, resolver));
                out.add(made(t, self, outside(), draw.chance(0.97) ? 443 : 80, 2_500, 2.2e4, 1.6));
            }
            return asked(t, self, resolver);
        });
        repeat(out, at, people * 0.15, t -> made(t, self, "10.0.3." + draw.between(1, 4), 445, 6e3, 9e4, 2.2));
        repeat(out, at, people * 0.3, t -> made(t, self, "198.51.100." + draw.between(1, 6), draw.of(List.of(443, 993, 587)), 4e3, 1.2e4, 1.5));
        repeat(out, at, people * 0.02, t -> draw.connection(t, self, outside(), draw.between(3_478, 3_497), "udp", draw.size(2e7, 1), draw.size(4e7, 1), "SF"));
        repeat(out, at, people * 0.02, t -> made(t, self, inside(), 9100, 1e6, 500, 1.2));
        repeat(out, at, 0.012, t -> made(t, self, outside(), 443, 9e3, 3e7, 1.8));
        repeat(out, at, people * 0.01, t -> made(t, self, outside(), 443, 2e7, 2e4, 1.4));
        repeat(out, at, 0.05, t -> asked(t, self, resolver));
    }

    /** What an attack adds within a few minutes. */
    List<Observation> attack(String self, long at) {
        var out = new ArrayList<Observation>();
        switch (draw.upTo(6)) {
            case 0 -> {
                for (int i = draw.between(60, 600); i > 0; i--) {
                    out.add(draw.connection(at + draw.upTo(500), self, inside(), draw.of(List.of(445, 22, 3389, 80)), "tcp", 0, 0, draw.chance(0.8) ? "S0" : "REJ"));
                }
            }
            case 1 -> {
                var victim = inside();
                for (int i = draw.between(100, 900); i > 0; i--) {
                    out.add(draw.connection(at + draw.upTo(300), self, victim, draw.between(1, 10_000), "tcp", 0, 0, draw.chance(0.9) ? "REJ" : "SF"));
                }
            }
            case 2 -> {
                var drop = outside();
                for (int i = draw.between(3, 30); i > 0; i--) {
                    out.add(draw.connection(at + draw.upTo(550), self, drop, draw.of(List.of(443, 22, 21, 8443)), "tcp", draw.size(2e8, 0.6), 9_000, "SF"));
                }
            }
            case 3 -> {
                for (int i = draw.between(150, 900); i > 0; i--) {
                    out.add(draw.name(at + draw.upTo(550), self, "10.0.0.53", Integer.toString(draw.upTo(Integer.MAX_VALUE), 36) + ".t.example"));
                }
            }
            case 4 -> {
                for (int i = draw.between(30, 120); i > 0; i--) {
                    out.add(made(at + draw.upTo(550), self, "10.0." + draw.between(1, 9) + "." + draw.between(1, 250), 445, 3e4, 4e3, 0.6));
                }
            }
            default -> {
                var control = outside();
                for (int i = draw.between(60, 200); i > 0; i--) {
                    out.add(made(at + draw.upTo(590), self, control, draw.of(List.of(4444, 8080, 8443)), 500, 900, 0.3));
                }
            }
        }
        return out;
    }

    private interface Event {
        Observation at(long time);
    }

    private void repeat(List<Observation> out, long minute, double mean, Event event) {
        for (int left = draw.count(mean); left > 0; left--) {
            out.add(event.at(minute + draw.upTo(60)));
        }
    }

    private Observation made(long at, String from, String to, int port, double sent, double received, double spread) {
        boolean failed = draw.chance(0.015);
        return draw.connection(
                at,
                from,
                to,
                port,
                "tcp",
                failed ? 0 : draw.size(sent, spread),
                failed ? 0 : draw.size(received, spread),
                failed ? draw.of("S0 REJ RSTO") : draw.of("SF SF SF SF S1 RSTR RSTO"));
    }

    private Observation asked(long at, String self, String resolver) {
        return draw.name(at, self, resolver, draw.of(WEB) + draw.upTo(draw.chance(0.7) ? 6 : 400) + ".example.com");
    }

    private String inside() {
        return "10.0." + draw.between(1, 4) + "." + draw.between(1, 80);
    }

    private String outside() {
        return draw.of("198.51.100. 203.0.113. 192.0.2. 151.101.1. 142.250.7. 52.84.9.") + draw.between(1, 250);
    }
}
