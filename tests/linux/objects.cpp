// tests/linux/objects.cpp: C++ with its whole library: exceptions, streams, containers, threads, files.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <ranges>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <typeinfo>
#include <vector>

namespace {

struct Witness {
    explicit Witness(const char* name) : name_(name) { std::cout << "made " << name_ << '\n'; }
    ~Witness() { std::cout << "gone " << name_ << '\n'; }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

  private:
    const char* name_;
};

const Witness global("a global");
thread_local std::string own = "own";

struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
};
struct Square : Shape {
    double area() const override { return 4; }
};
struct Circle : Shape {
    double area() const override { return 3.14; }
};

int dig(int depth) {
    const Witness witness("on the way");
    if (depth == 0) throw std::runtime_error("the bottom");
    return dig(depth - 1) + 1;
}

void exceptions() {
    try {
        dig(2);
    } catch (const std::exception& error) {
        std::cout << "caught " << error.what() << '\n';
    }
    try {
        try {
            (void)std::vector<int>(3).at(5);
        } catch (const std::out_of_range&) {
            std::throw_with_nested(std::logic_error("outer"));
        }
    } catch (const std::logic_error& error) {
        try {
            std::rethrow_if_nested(error);
        } catch (const std::out_of_range& inner) {
            std::cout << error.what() << " around: " << inner.what() << '\n';
        }
    }
    try {
        volatile std::size_t much = std::size_t{1} << 60;
        const auto memory = std::make_unique<char[]>(much);
        std::cout << "so much memory\n";
    } catch (const std::bad_alloc& error) {
        std::cout << error.what() << '\n';
    }
    const std::unique_ptr<Shape> shape = std::make_unique<Square>();
    try {
        (void)dynamic_cast<const Circle&>(*shape);
    } catch (const std::bad_cast& error) {
        std::cout << error.what() << ", " << shape->area() << '\n';
    }
}

void streams() {
    std::cout << std::setw(8) << 3.14159 << '|' << std::left << std::setw(6) << "ab" << '|' << std::hex
              << std::showbase << 255 << std::dec << '|' << std::boolalpha << true << '|' << std::scientific
              << 12345.678 << std::defaultfloat << '\n';
    std::istringstream words("12 apples 3.5");
    int count = 0;
    std::string what;
    double price = 0;
    words >> count >> what >> price;
    std::cout << count << ' ' << what << ' ' << price << ' ' << words.eof() << '\n';
    {
        std::ofstream file("lines");
        for (int i = 0; i < 500; ++i) file << "line " << i << '\n';
    }
    std::ifstream file("lines");
    std::string line;
    int lines = 0;
    while (std::getline(file, line)) ++lines;
    std::cout << lines << " lines" << '\n';
    std::ifstream none("none");
    std::cout << none.is_open() << '\n';
}

void containers() {
    std::map<std::string, int> counts;
    std::istringstream text("the cat and the dog and the bird");
    for (std::string word; text >> word;) ++counts[word];
    for (const auto& [word, count] : counts) std::cout << word << ' ' << count << ' ';
    std::mt19937 random(42);
    std::vector<unsigned> numbers(10000);
    std::ranges::generate(numbers, std::ref(random));
    std::ranges::sort(numbers);
    const std::set<unsigned> different(numbers.begin(), numbers.end());
    std::cout << '\n' << numbers.front() << ' ' << numbers.back() << ' ' << different.size() << '\n';
    auto even = numbers | std::views::filter([](unsigned n) { return n % 2 == 0; }) | std::views::take(3);
    for (const unsigned n : even) std::cout << n << ' ';
    std::cout << '\n';
}

void threads() {
    std::mutex mutex;
    std::condition_variable changed;
    int ready = 0;
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i)
        workers.emplace_back([&, i] {
            own += std::to_string(i);
            const std::scoped_lock lock(mutex);
            ready += static_cast<int>(own.size());
            changed.notify_one();
        });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return ready == 16; });
    }
    workers.clear();
    std::cout << ready << ' ' << own << '\n';
    auto sum = std::async(std::launch::async, [] {
        std::vector<int> numbers(1000);
        std::iota(numbers.begin(), numbers.end(), 1);
        return std::accumulate(numbers.begin(), numbers.end(), 0);
    });
    auto failure =
        std::async(std::launch::async, []() -> int { throw std::domain_error("from another thread"); });
    std::cout << sum.get() << '\n';
    try {
        failure.get();
    } catch (const std::domain_error& error) {
        std::cout << error.what() << '\n';
    }
    const auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    std::cout << (std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(3)) << '\n';
}

void files() {
    namespace fs = std::filesystem;
    fs::create_directories("walk/a/b");
    std::ofstream("walk/a/one") << "one";
    std::ofstream("walk/a/b/two") << "two!";
    fs::create_symlink("a/one", "walk/link");
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator("walk"))
        names.insert(entry.path().string() + (entry.is_symlink() ? "@" : entry.is_directory() ? "/" : ""));
    for (const auto& name : names) std::cout << name << ' ';
    std::cout << '\n'
              << fs::file_size("walk/link") << ' ' << fs::exists("walk/none") << ' '
              << fs::read_symlink("walk/link") << '\n';
    fs::rename("walk/a/one", "walk/renamed");
    std::error_code error;
    std::cout << (fs::file_size("walk/link", error) == static_cast<std::uintmax_t>(-1)) << ' '
              << error.message() << '\n'
              << fs::remove_all("walk") << '\n';
}

} // namespace

int main() {
    exceptions();
    streams();
    containers();
    threads();
    files();
    std::atexit([] { std::cout << "at the end\n"; });
    return 21;
}
