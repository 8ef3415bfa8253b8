# Prints, as JSON, what Jekyll says of the posts of each site named on the command line.
require 'json'
require 'jekyll'

Jekyll.logger.log_level = :error
answers = ARGV.map do |folder|
  config = Jekyll.configuration('source' => folder, 'destination' => "#{folder}/_site",
                                'disable_disk_cache' => true, 'quiet' => true)
  site = Jekyll::Site.new(config)
  site.reset
  site.read
  posts = site.posts.docs.map do |doc|
    data = doc.data
    [doc.relative_path, [doc.url, data['title'].to_s, data['date'].getutc.strftime('%Y-%m-%dT%H:%M:%SZ'),
                         Array(data["categories"]).map(&:to_s).uniq, Array(data["tags"]).map(&:to_s).uniq]]
  end
  posts.to_h
end
puts JSON.generate(answers)
