// tests/host/list_test.cpp: the list whose links live inside its elements, compared with std::vector.
#include "lib/list.h"

namespace {

struct Item {
    explicit Item(int item_number) : number(item_number) {}
    char before[3] = {}; // so that the links are not at the start
    ListLink first_link;
    int number;
    ListLink second_link;
};
using Items = List<Item, &Item::first_link>;
using OtherItems = List<Item, &Item::second_link>;

std::vector<int> numbers(const Items& items) {
    std::vector<int> found;
    for (const Item& item : items) found.push_back(item.number);
    return found;
}

TEST(List, IsEmptyAtFirst) {
    Items items;
    EXPECT_TRUE(items.empty());
    EXPECT_EQ(items.first(), nullptr);
    EXPECT_EQ(items.pop_front(), nullptr);
    EXPECT_EQ(numbers(items), std::vector<int>());
}

TEST(List, KeepsTheOrderAtBothEnds) {
    Items items;
    Item one(1), two(2), three(3);
    items.push_back(&two);
    items.push_back(&three);
    items.push_front(&one);
    EXPECT_EQ(numbers(items), (std::vector{1, 2, 3}));
    EXPECT_EQ(items.first(), &one);
    EXPECT_EQ(items.after(&one), &two);
    EXPECT_EQ(items.after(&three), nullptr);
    EXPECT_EQ(items.pop_front(), &one);
    EXPECT_FALSE(one.first_link.linked());
    EXPECT_TRUE(two.first_link.linked());
    EXPECT_EQ(numbers(items), (std::vector{2, 3}));
}

TEST(List, InsertsBeforeAnElementOrAtTheEnd) {
    Items items;
    Item one(1), two(2), three(3);
    items.insert_before(nullptr, &three);
    items.insert_before(&three, &one);
    items.insert_before(&three, &two);
    EXPECT_EQ(numbers(items), (std::vector{1, 2, 3}));
}

TEST(List, AnElementIsInOneListForEachOfItsLinks) {
    Items items;
    OtherItems others;
    Item one(1), two(2);
    items.push_back(&one);
    items.push_back(&two);
    others.push_back(&two);
    others.push_back(&one);
    Items::remove(&one);
    EXPECT_EQ(items.first(), &two);
    EXPECT_EQ(others.first(), &two);
    EXPECT_EQ(others.after(&two), &one);
}

TEST(List, ARemovedElementCanComeBack) {
    Items items;
    Item one(1);
    for (int i = 0; i < 3; i++) {
        items.push_back(&one);
        Items::remove(&one);
    }
    EXPECT_TRUE(items.empty());
}

TEST(List, DoesWhatAVectorDoes) {
    std::mt19937 random(1);
    std::vector<std::unique_ptr<Item>> all;
    for (int i = 0; i < 20; i++) all.push_back(std::make_unique<Item>(i));
    Items items;
    std::vector<int> model;
    for (int step = 0; step < 20'000; step++) {
        Item& item = *all[random() % all.size()];
        const auto place = std::find(model.begin(), model.end(), item.number);
        if (place != model.end()) {
            model.erase(place);
            Items::remove(&item);
        } else if (random() % 2) {
            model.push_back(item.number);
            items.push_back(&item);
        } else if (model.empty()) {
            model.insert(model.begin(), item.number);
            items.push_front(&item);
        } else {
            const usize at = random() % model.size();
            items.insert_before(all[static_cast<usize>(model[at])].get(), &item);
            model.insert(model.begin() + static_cast<long>(at), item.number);
        }
        ASSERT_EQ(numbers(items), model) << "after step " << step;
    }
}

TEST(ListDeathTest, RefusesAnElementThatIsInAListAlready) {
    Items items;
    Item one(1);
    items.push_back(&one);
    EXPECT_DEATH(items.push_back(&one), "kassert.*linked.*list.h");
}

TEST(ListDeathTest, RefusesToTakeOutWhatIsInNoList) {
    Item one(1);
    EXPECT_DEATH(Items::remove(&one), "kassert.*linked.*list.h");
}

} // namespace
