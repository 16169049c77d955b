package io.gabion.loadtests.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node of the lab is started.
 *
 * @param build whose launcher; mutants are always of this one
 * @param rehearses whether it may, where few share the cores
 */
record Launch(Path build, Without without, boolean rehearses) {
    List<String> command(Path settings, Path data, String address) {
        return without == Without.FENCE || without == Without.FENCE_AND_CLAIM
                ? mutant(settings, data, address)
                : node(settings, data, address);
    }

    private List<String> mutant(Path settings, Path data, String address) {
        return Commands.java(
                MutantNode.class,
                List.of(),
                List.of(
                        settings.toString(),
                        data.toString(),
                        address,
                        "" + LabNode.PORT,
                        without == Without.FENCE ? "" : "unclaimed"));
    }

    private List<String> node(Path settings, Path data, String address) {
        var command = new ArrayList<>(List.of(
                build.resolve("gabion").toString(),
                "run",
                "--config",
                settings.toString(),
                "--data",
                data.toString(),
                "--host",
                address,
                "--port",
                "" + LabNode.PORT));
        if (!rehearses) {
            command.add("--no-rehearsal");
        }
        return command;
    }
}
