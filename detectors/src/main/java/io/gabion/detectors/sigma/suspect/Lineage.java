package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Hash32;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which process of one host started which: the last {@value #MAX_PROCESSES} of them, those on which a rule fired longer
 * than others, and the last {@value #MAX_SERVICES} services that were installed. The records of one process in two logs
 * are one process: its number is the same, and the time that it started.
 */
final class Lineage {
    static final int MAX_PROCESSES = 48;
    static final int MAX_SERVICES = 8;

    /** Milliseconds between the records of one start in two logs. */
    private static final long SAME = 2_000;

    /** Generations that are looked back. */
    private static final int MAX_DEPTH = 12;

    /**
     * What a record is about.
     *
     * @param tree 0 if it belongs to none, negative if it is {@linkplain #isRoutine routine}
     * @param piece what is one and the same thing in several records
     * @param process serial, or 0
     * @param sure whether the record has an id that no other process has
     * @param instead the tree that was thought to be another one until now, or 0
     */
    record Subject(int tree, int piece, int process, boolean sure, int instead) {}

    /** @param program a hash of what it runs @param tree of who installed it, or its own */
    private record Service(int name, int program, int tree) {}

    private final List<Process> processes;
    private final List<Service> services;
    private int last;

    Lineage() {
        this(List.of(), List.of(), 0);
    }

    private Lineage(List<Process> processes, List<Service> services, int last) {
        this.processes = new ArrayList<>(processes);
        this.services = new ArrayList<>(services);
        this.last = last;
    }

    Lineage copy() {
        return new Lineage(processes, services, last);
    }

    /** Whether {@link #note} would learn something. */
    boolean concerns(Observation observation) {
        return Traces.isStart(observation)
                ? Traces.guid(observation.fields()) != 0 || Traces.pid(observation) != 0
                : observation.type() == OcsfClass.NETWORK_ACTIVITY
                        && talker(observation).isPresent();
    }

    private Optional<Process> talker(Observation observation) {
        int guid = Traces.guid(observation.fields());
        return observation.network().to().startsWith("127.")
                ? Optional.empty()
                : processes.stream()
                        .filter(p -> guid != 0 && p.guid() == guid && !p.hasTalked())
                        .findFirst();
    }

    void note(Observation observation) {
        if (Traces.isStart(observation)) {
            started(observation);
        } else {
            talker(observation)
                    .ifPresent(p -> replace(
                            p.talking(observation.source(), observation.time().toEpochMilli())));
        }
    }

    private Process started(Observation observation) {
        var fields = observation.fields();
        long now = observation.time().toEpochMilli();
        int guid = Traces.guid(fields);
        int pid = Traces.pid(observation);
        var same = processes.stream().filter(p -> isSame(p, guid, pid, now)).findFirst();
        if (same.isPresent()) {
            return replace(same.get().and(guid, pid, observation.source()));
        }
        var parent = Traces.isLauncher(Traces.parentImage(observation))
                ? Optional.<Process>empty()
                : find(Traces.parentGuid(fields), Traces.parentPid(fields), now);
        int serial = ++last;
        int tree = Traces.isReport(observation)
                ? -serial
                : parent.map(Process::tree)
                        .or(() -> runs(
                                Traces.program(observation.process().commandLine()), Traces.parentImage(observation)))
                        .orElseGet(() -> orphan(observation, serial));
        return keep(new Process(
                serial,
                guid,
                pid,
                tree,
                parent.map(Process::serial).orElse(0),
                Traces.session(fields),
                now,
                false,
                known(Traces.image(observation)),
                observation.source(),
                Process.NOWHERE,
                0));
    }

    /** A process whose parent was never seen: its siblings are found by that parent all the same. */
    private int orphan(Observation observation, int serial) {
        var fields = observation.fields();
        int guid = Traces.parentGuid(fields);
        int pid = Traces.parentPid(fields);
        var name = Traces.parentImage(observation);
        if (name.isEmpty() || Traces.isLauncher(name) || (guid == 0 && pid == 0)) {
            return serial;
        }
        int parent = ++last;
        long now = observation.time().toEpochMilli();
        keep(new Process(
                parent, guid, pid, parent, 0, 0, now, false, known(name), Process.NOWHERE, Process.NOWHERE, 0));
        return parent;
    }

    private static boolean isSame(Process process, int guid, int pid, long now) {
        if (guid != 0 && process.guid() != 0) {
            return guid == process.guid();
        }
        return pid != 0 && process.pid() == pid && Math.abs(now - process.since()) <= SAME;
    }

    /** By its own id, or else whoever had the number last at that time. */
    private Optional<Process> find(int guid, int pid, long now) {
        Process found = null;
        for (var process : processes) {
            if (guid != 0 && process.guid() == guid) {
                return Optional.of(process);
            }
            boolean isOther = guid != 0 && process.guid() != 0;
            if (!isOther && pid != 0 && process.pid() == pid && process.since() <= now + SAME) {
                found = found == null || process.since() >= found.since() ? process : found;
            }
        }
        return Optional.ofNullable(found);
    }

    private Optional<Integer> runs(int program, String parent) {
        return parent.equals("services.exe")
                ? services.stream()
                        .filter(s -> s.program() == program)
                        .map(Service::tree)
                        .findFirst()
                : Optional.empty();
    }

    /** What a record is about on which a rule fired. */
    Subject subject(Observation observation) {
        var process = actor(observation);
        var service = Traces.service(observation.fields());
        if (!service.isEmpty()) {
            return service(observation, service, process);
        }
        int serial = process.map(Process::serial).orElse(0);
        int tree = process.map(this::tree).orElseGet(() -> session(observation));
        var opened = Traces.opened(observation.fields());
        int piece = Traces.isStart(observation) && serial != 0
                ? Hash32.of("start", String.valueOf(serial))
                : serial != 0 && !opened.isEmpty()
                        ? Hash32.of("open", String.valueOf(serial), opened)
                        : Hash32.of("record", observation.source().toString());
        return new Subject(tree, piece, serial, isSure(observation), 0);
    }

    private static boolean isSure(Observation observation) {
        return Traces.guid(observation.fields()) != 0;
    }

    /** A rule fired on the process: it and those that it descends from are forgotten last. */
    void signed(int serial) {
        descent(serial).forEach(process -> replace(process.sign()));
    }

    private Optional<Process> actor(Observation observation) {
        if (Traces.isStart(observation)) {
            return concerns(observation) ? Optional.of(started(observation)) : Optional.empty();
        }
        int guid = Traces.guid(observation.fields());
        int pid = Traces.pid(observation);
        if (guid == 0 && pid == 0) {
            return Optional.empty();
        }
        long now = observation.time().toEpochMilli();
        var found = find(guid, pid, now);
        if (found.isPresent()) {
            var process = found.get();
            boolean learns = process.guid() == 0 && guid != 0;
            return Optional.of(learns ? replace(process.and(guid, pid, process.start())) : process);
        }
        int serial = ++last;
        var name = known(Traces.image(observation));
        return Optional.of(keep(
                new Process(serial, guid, pid, serial, 0, 0, now, false, name, Process.NOWHERE, Process.NOWHERE, 0)));
    }

    private int tree(Process process) {
        return Traces.isLauncher(process.name()) ? 0 : process.tree();
    }

    /** Without a process, what happens in the logon session of one that rules fired on belongs to its tree. */
    private int session(Observation observation) {
        int session = Traces.session(observation.fields());
        return processes.reversed().stream()
                .filter(p -> session != 0 && p.session() == session && p.signed())
                .mapToInt(this::tree)
                .filter(tree -> tree != 0)
                .findFirst()
                .orElse(0);
    }

    private Subject service(Observation observation, String service, Optional<Process> actor) {
        int name = Hash32.of("service", service);
        int program = Traces.serviceProgram(observation.fields());
        int own = actor.map(this::tree).orElse(0);
        var known = services.stream().filter(s -> s.name() == name).findFirst();
        int before = known.map(Service::tree).orElse(0);
        int tree = own != 0 ? own : before != 0 ? before : ++last;
        services.removeIf(s -> s.name() == name);
        services.add(
                new Service(name, program == 0 ? known.map(Service::program).orElse(0) : program, tree));
        if (services.size() > MAX_SERVICES) {
            services.removeFirst();
        }
        int instead = before == tree ? 0 : before;
        if (instead != 0) {
            processes.replaceAll(p -> p.tree() == instead ? p.of(tree) : p);
        }
        int serial = own == 0 ? 0 : actor.map(Process::serial).orElse(0);
        return new Subject(tree, name, serial, isSure(observation), instead);
    }

    /** Whether the tree is of a script whose every step is known, see {@link Traces#isReport}. */
    static boolean isRoutine(int tree) {
        return tree < 0;
    }

    /** Of what the tree descends from, or empty if that is forgotten. */
    String name(int tree) {
        return processes.stream()
                .filter(p -> p.serial() == Math.abs(tree))
                .map(Process::name)
                .findFirst()
                .or(() -> processes.stream()
                        .filter(p -> p.tree() == tree)
                        .map(Process::name)
                        .findFirst())
                .orElse("");
    }

    /** The processes of one tree, as far as they are known. */
    List<Process> all(int tree) {
        return processes.stream().filter(p -> p.tree() == tree).toList();
    }

    /** The process and those that it descends from, as far as they are known. */
    List<Process> descent(int serial) {
        var descent = new ArrayList<Process>();
        int wanted = serial;
        for (int depth = 0; depth < MAX_DEPTH && wanted != 0; depth++) {
            int next = 0;
            for (var process : processes) {
                if (process.serial() == wanted) {
                    descent.add(process);
                    boolean isRoot = process.serial() == Math.abs(process.tree());
                    next = process.parent() == 0 && !isRoot ? process.tree() : process.parent();
                }
            }
            wanted = next;
        }
        return descent;
    }

    private Process keep(Process process) {
        processes.add(process);
        if (processes.size() > MAX_PROCESSES) {
            int first = 0;
            while (first < processes.size() - 1 && processes.get(first).signed()) {
                first++;
            }
            // Half may be held by what rules fired on; then the oldest goes, whatever it is.
            processes.remove(first > MAX_PROCESSES / 2 ? 0 : first);
        }
        return process;
    }

    private Process replace(Process process) {
        processes.replaceAll(p -> p.serial() == process.serial() ? process : p);
        return process;
    }

    /** Few names, over and over: each is held once. */
    private String known(String name) {
        return processes.stream()
                .map(Process::name)
                .filter(name::equals)
                .findFirst()
                .orElse(name);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(last);
        out.writeByte(processes.size());
        for (var process : processes) {
            process.write(out);
        }
        out.writeByte(services.size());
        for (var service : services) {
            out.writeInt(service.name());
            out.writeInt(service.program());
            out.writeInt(service.tree());
        }
    }

    static Lineage read(DataInput in) throws IOException {
        var lineage = new Lineage();
        lineage.last = in.readInt();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            lineage.processes.add(Process.read(in));
        }
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            lineage.services.add(new Service(in.readInt(), in.readInt(), in.readInt()));
        }
        return lineage;
    }
}
