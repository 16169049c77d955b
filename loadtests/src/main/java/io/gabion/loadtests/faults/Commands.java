package io.gabion.loadtests.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Short commands of the machine, as root. */
final class Commands {
    /** What it prints. @throws IOException with the last line of what it says if it fails */
    static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            var last = said.lines().reduce((_, line) -> line).orElse("without a word");
            throw new IOException(String.join(" ", command) + ": " + last);
        }
        return said;
    }

    /**
     * @param source in C, beside this class
     * @throws IOException if there is no C compiler
     */
    static Path compile(String source, Path made, String... options) throws IOException, InterruptedException {
        Files.createDirectories(made.getParent());
        var text = made.resolveSibling(source);
        try (var in = Objects.requireNonNull(Commands.class.getResourceAsStream(source))) {
            Files.write(text, in.readAllBytes());
        }
        var command = new ArrayList<>(List.of("cc", "-O2", "-Wall", "-Werror"));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", made.toString(), text.toString()));
        run(command.toArray(String[]::new));
        return made;
    }

    /** A program of this build in a JVM like this one, with further options. */
    static List<String> java(Class<?> main, List<String> options, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Several of one program, each in one text, its words apart by one space. */
    static void each(String program, List<String> lines) throws IOException, InterruptedException {
        for (var line : lines) {
            run((program + " " + line).split(" "));
        }
    }

    /** Other users may go through to the folder. */
    static void open(Path folder) throws IOException, InterruptedException {
        for (var each = folder; each.getNameCount() > 1; each = each.getParent()) {
            run("chmod", "o+x", each.toString());
        }
    }

    private Commands() {}
}
