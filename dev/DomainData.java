import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Makes the rows that the domain model learns: names that people chose, real ones and ones put together from words in the
 * ways that people do; and names that programs draw, by the designs that malware has used: letters, hexadecimal digits,
 * parts of an alphabet, syllables, and words of a list. Arguments: words.js, free.txt, simple-icons.json, out, seed, lists of words of other languages.
 */
final class DomainData {
    private static final int BENIGN = 110_000;
    private static final int MADE = 75_000;
    private static final String VOWELS = "aeiou";
    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxyz";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String[] CHOSEN_ENDS = ("com com com com com com com com com com com com com com com com com com com com org org org net net net de de"
                    + " co.uk co.uk ru ru ru co.jp jp com.br com.br cn com.cn fr it pl nl in in ir ir edu edu gov io io co tv me app ca"
                    + " com.au es se ch be at cz gr ro hu ua com.tr com.ua com.tw kr co.kr vn id co.id com.mx ar com.ar za co.za eu us"
                    + " info info biz xyz online site top club dev ai cc ws su pt dk no network click link live world digital today agency cloud icu vip porn pics care space social media news work kz rs pk th co.th ng in.th zone page design sbs su name lat cyou xxx store fi sk il co.il ac.uk edu.cn gov.uk mil int sh gg to fm ly")
            .split(" ");
    private static final String[] MADE_ENDS =
            "com com com com net net org org info info biz biz ru ru cc ws cn in su tk pw xyz top eu co.uk us me tv kz work click space site online de"
                    .split(" ");
    private static final String[] BEFORE = "my the get e i go new best top all pro smart free open your web net".split(" ");
    private static final String[] AFTER =
            "online shop store app hub tech media news bank group cdn static ads games world web net box cloud mail tv info life play zone club base labs soft up ly ify er s"
                    .split(" ");

    private static final String[] TECHNICAL = "cdn api app dns img static ads xxx tv net cloud msg log push -cdn -edge svc dev tube video image photo ext cdn- 365 24".split(" ");

    private final Random random;
    private final List<String> words;
    private final List<String> usual;
    private final List<String> foreign = new ArrayList<>();

    private DomainData(List<String> words, long seed) {
        this.words = words;
        this.usual = words.subList(0, Math.min(4_000, words.size()));
        this.random = new Random(seed);
    }

    public static void main(String... arguments) throws IOException {
        var words = found(Path.of(arguments[0]), "'([a-z]{2,14})'");
        var real = new LinkedHashSet<>(Files.readAllLines(Path.of(arguments[1])));
        for (var url : found(Path.of(arguments[2]), "\"source\": \"(https?://[^\"]+)\"")) {
            try {
                var host = URI.create(url).getHost();
                if (host != null) {
                    real.add(host.replaceFirst("^www[.]", ""));
                }
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        var data = new DomainData(words.subList(0, 60_000), Long.parseLong(arguments[4]));
        for (var list : List.of(arguments).subList(5, arguments.length)) {
            data.foreign.addAll(found(Path.of(list), "\"([a-z]{3,11})\""));
        }
        try (var out = new PrintStream(Files.newOutputStream(Path.of(arguments[3])), false, StandardCharsets.UTF_8)) {
            // Real names are few; each is learnt three times, as what people choose is wider than any recipe.
            for (int i = 0; i < 3; i++) {
                real.forEach(name -> out.println(row(name, 0)));
            }
            data.rows(BENIGN, data::chosen, 0, new HashSet<>(real), out);
            data.rows(MADE, data::made, 1, new HashSet<>(real), out);
        }
    }

    private static List<String> found(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(r -> r.group(1))
                .distinct()
                .limit(600_000)
                .toList();
    }

    private static String row(String name, int label) {
        return "{\"domain\":\"%s\",\"label\":%d}".formatted(name, label);
    }

    private void rows(int count, Supplier<String> names, int label, HashSet<String> seen, PrintStream out) {
        for (int left = count; left > 0; ) {
            var name = names.get();
            if (seen.add(name)) {
                out.println(row(name, label));
                left--;
            }
        }
    }

    private String chosen() {
        int draw = random.nextInt(100);
        String name;
        if (draw < 20) {
            name = skewed(words);
        } else if (draw < 40) {
            name = skewed(words) + (random.nextInt(12) == 0 ? "-" : "") + skewed(usual);
        } else if (draw < 52) {
            name = random.nextInt(3) == 0 ? of(BEFORE) + skewed(words) : skewed(words) + of(AFTER);
        } else if (draw < 57) {
            name = skewed(usual) + (random.nextInt(6) == 0 ? "-" : "") + skewed(usual) + skewed(usual);
        } else if (draw < 64) {
            name = text(random.nextInt(3) == 0 ? CONSONANTS : LETTERS, 2, 4);
        } else if (draw < 67) {
            name = text(LETTERS, 1, 3) + text(DIGITS, 1, 3);
        } else if (draw < 70) {
            name = skewed(words) + (random.nextBoolean() ? skewed(usual) : "") + text(DIGITS, 1, 3);
        } else if (draw < 76) {
            name = front(skewed(words)) + back(random.nextBoolean() ? skewed(words) : any(foreign));
        } else if (draw < 79) {
            name = text(LETTERS, 1, 3) + skewed(usual);
        } else if (draw < 82) {
            name = skewed(words).replaceAll("(?<=.)[aeiou]", "") + (random.nextBoolean() ? skewed(usual) : "");
        } else if (draw < 84) {
            name = front(skewed(words)) + front(skewed(words)) + front(skewed(words));
        } else if (draw < 94) {
            name = any(foreign) + (random.nextInt(3) == 0 ? random.nextBoolean() ? any(foreign) : of(AFTER) : "");
        } else if (draw < 98) {
            name = text(LETTERS, 2, 5) + of(TECHNICAL) + (random.nextInt(3) == 0 ? text(DIGITS, 1, 3) : "");
        } else {
            name = "xn--" + text(LETTERS + LETTERS + DIGITS, 5, 16);
        }
        return (name.length() < 2 ? name + text(LETTERS, 2, 2) : name) + "." + of(CHOSEN_ENDS);
    }

    private String made() {
        var name =
                switch (random.nextInt(15)) {
                    case 0 -> text(LETTERS, 5, 11);
                    case 1 -> text(LETTERS, 10, 16);
                    case 2 -> text(LETTERS, 15, 27);
                    case 3 -> text(LETTERS + DIGITS, 18, 30);
                    case 4 -> text("0123456789abcdef", 8, 32);
                    case 5, 6, 7 -> syllables();
                    case 8 -> text(shuffled().substring(0, 8 + random.nextInt(12)), 11, 18);
                    case 9 -> text("aeinorstlhducmy" + LETTERS, 8, 16);
                    case 10 -> text(LETTERS + DIGITS, 9, 16);
                    default -> listed();
                };
        return name + "." + of(MADE_ENDS);
    }

    /** Two to six words of a short list, as long as such names are: most end up longer than what people choose. */
    private String listed() {
        int wanted = random.nextInt(8) == 0 ? 12 : 16 + random.nextInt(12);
        boolean dash = random.nextInt(5) == 0;
        var name = new StringBuilder(skewed(usual));
        while (name.length() < wanted) {
            name.append(dash && random.nextInt(3) == 0 ? "-" : "").append(skewed(usual));
        }
        return random.nextInt(3) == 0 ? name.substring(0, wanted) : name.toString();
    }

    private String syllables() {
        int wanted = 7 + random.nextInt(6);
        int kind = random.nextInt(3);
        var name = new StringBuilder();
        while (name.length() < wanted) {
            name.append(text(CONSONANTS, 1, 1)).append(text(VOWELS, 1, kind == 2 && random.nextInt(4) == 0 ? 2 : 1));
            name.append(kind > 0 && random.nextInt(2) == 0 ? text(CONSONANTS, 1, 1) : "");
        }
        return name.substring(0, wanted);
    }

    private String front(String word) {
        return word.substring(0, Math.max(2, word.length() * (4 + random.nextInt(4)) / 10));
    }

    private String back(String word) {
        return word.substring(Math.min(word.length() - 2, word.length() * (4 + random.nextInt(3)) / 10));
    }

    private String shuffled() {
        var left = new StringBuilder(LETTERS);
        var out = new StringBuilder();
        while (!left.isEmpty()) {
            int at = random.nextInt(left.length());
            out.append(left.charAt(at));
            left.deleteCharAt(at);
        }
        return out.toString();
    }

    /** The words stand by popularity; one is taken the more often the further in front it stands. */
    private String skewed(List<String> from) {
        return from.get((int) (from.size() * Math.pow(random.nextDouble(), 1.6)));
    }

    private String any(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String of(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private String text(String alphabet, int least, int most) {
        int length = least + random.nextInt(most - least + 1);
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }
}
