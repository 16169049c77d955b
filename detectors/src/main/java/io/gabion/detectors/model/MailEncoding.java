package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A mail as the set of what its headers tell, of its words and of pairs of neighbouring words, each as the id that it hashes to;
 * words of the subject and of links are kept apart from others. The first {@value #LENGTH} count, padded behind.
 */
public record MailEncoding() implements Encoding.Row {
    private static final int LENGTH = 512;
    private static final int IDS = 1 << 14;
    private static final int MOST_TEXT = 32_768;
    private static final Pattern WORD = Pattern.compile("https?://([\\w.-]{1,64})|[\\p{L}\\p{N}$!%]{1,24}");

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public int ids() {
        return IDS;
    }

    @Override
    public String schema() {
        return "mail 2: first " + LENGTH + " of headers, words and pairs, " + IDS + " ids";
    }

    @Override
    public List<String> features() {
        return List.of("words", "links");
    }

    @Override
    public void count(Input input, int[][] counts) {
        var words = words(mail(input));
        counts[0][Math.min(BINS - 1, 32 - Integer.numberOfLeadingZeros(words.size()))]++;
        long links = words.stream().filter(word -> word.startsWith("link ")).count();
        counts[1][(int) Math.min(BINS - 1, links)]++;
    }

    @Override
    public long[] row(Input input) {
        var ids = new long[LENGTH];
        int at = 0;
        for (var word : words(mail(input))) {
            if (at == LENGTH) {
                break;
            }
            // String's hash is laid down in Java's specification.
            ids[at++] = 1 + Math.floorMod(word.hashCode() * 0x9E3779B1, IDS - 1);
        }
        return ids;
    }

    private static LinkedHashSet<String> words(Input.Mail mail) {
        var words = new LinkedHashSet<>(MailHeaders.words(mail.headers()));
        add(words, "subject ", mail.subject());
        add(words, "", mail.body());
        return words;
    }

    private static void add(LinkedHashSet<String> words, String where, String text) {
        var from = text.substring(0, Math.min(text.length(), MOST_TEXT)).toLowerCase(Locale.ROOT);
        var before = "";
        for (var found = WORD.matcher(from); found.find(); ) {
            var word = found.group(1) == null ? found.group() : "link " + found.group(1);
            words.add(where + word);
            words.add(where + before + "+" + word);
            before = word;
        }
    }

    private static Input.Mail mail(Input input) {
        return switch (input) {
            case Input.Mail mail -> mail;
            case Input.Domain _, Input.Tokens _, Input.Vector _ ->
                throw new IllegalArgumentException("the model judges a mail");
        };
    }
}
