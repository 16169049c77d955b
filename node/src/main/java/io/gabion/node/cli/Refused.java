package io.gabion.node.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A command that cannot go on; the message is one line that names the place. */
final class Refused extends Exception {
    /** The answer is no. */
    static final int NO = 1;

    static final int WRONG_USAGE = 2;
    static final int UNAVAILABLE = 3;

    private final int code;

    Refused(int code, String message) {
        super(message);
        this.code = code;
    }

    static Refused unavailable(IOException e) {
        var message =
                switch (e) {
                    case NoSuchFileException f -> f.getFile() + ": no such file";
                    case AccessDeniedException f -> f.getFile() + ": permission denied";
                    case FileAlreadyExistsException f -> f.getFile() + ": a file is there already";
                    case NotDirectoryException f -> f.getFile() + ": not a folder";
                    case FileSystemException f ->
                        f.getFile() + ": " + (f.getReason() == null ? "cannot be used" : f.getReason());
                    case FileNotFoundException f -> f.getMessage();
                    default -> String.valueOf(e.getMessage());
                };
        return new Refused(UNAVAILABLE, message);
    }

    int code() {
        return code;
    }
}
