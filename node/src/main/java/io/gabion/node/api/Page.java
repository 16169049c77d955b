package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;

/** One page of a list, and the cursor of the next. A cursor names the last record seen, so records may come in between. */
record Page(int limit, String after) {
    private static final int USUAL = 100;
    private static final int MOST = 500;

    static Page of(HttpRequest request) {
        Query query = request.getUri().query();
        return new Page(
                query.get("limit").map(Page::limit).orElse(USUAL),
                query.get("cursor").map(Page::decode).orElse(null));
    }

    /** A list that is never long. */
    static ObjectNode whole(List<ObjectNode> records) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").addAll(records);
        return page.putNull("next");
    }

    ObjectNode of(List<ObjectNode> records) {
        int from = after == null ? 0 : indexAfter(records);
        int to = Math.min(records.size(), from + limit);
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        items.addAll(records.subList(from, to));
        page.put("next", to < records.size() ? encode(id(records.get(to - 1))) : null);
        return page;
    }

    private int indexAfter(List<ObjectNode> records) {
        for (int index = 0; index < records.size(); index++) {
            if (id(records.get(index)).equals(after)) {
                return index + 1;
            }
        }
        throw new Refusal(400, "the cursor's record is no longer in the list; start from the first page");
    }

    private static String id(ObjectNode item) {
        return item.path("id").asText();
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException noNumber) {
            throw new Refusal(400, "limit is not a number");
        }
        throw new Refusal(400, "limit goes from 1 to " + MOST);
    }

    private static String encode(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException damaged) {
            throw new Refusal(400, "the cursor is damaged; start from the first page");
        }
    }
}
